"""pipelines/compare-speed: what it prints and refuses. The network is stood in
for by a script, for PyTorch is no part of the tests.

SPDX-License-Identifier: GPL-2.0-or-later

    test-compare-speed.py GLISSANDO COMPARE-SPEED
"""
import os
import re
import subprocess
import sys
import wave

from glissando import PROGRAM, RATE, main, music

COMPARE = os.path.abspath(sys.argv[2])
# 30 s of audio in 2 s; its version is what it is told of the processor
NETWORK = '#!/bin/sh\necho "2 30 torch-$ATEN_CPU_CAPABILITY"\n'


def pcm(path, seconds, rate=RATE, channels=1):
    once = [int(32767 * x) for x in music(5)]
    with wave.open(path, "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", None))
        data = b"".join(x.to_bytes(2, "little", signed=True) for x in once)
        size = seconds * rate * channels * 2
        file.writeframes((data * (size // len(data) + 1))[:size])
    return path


def compare(*arguments):
    cache = os.path.abspath("cache")
    return subprocess.run([COMPARE, "--glissando", PROGRAM, *arguments],
                          text=True, stdout=subprocess.PIPE, timeout=120,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          env={**os.environ, "GLISSANDO_CACHE": cache})


def network():
    with open("network", "w", encoding="ascii") as file:
        file.write(NETWORK)
    os.chmod("network", 0o755)
    return os.path.abspath("network")


def row(printed, name):
    """The median, and each."""
    found = re.search(rf"^{name} +([\d.]+) {{3}}([\d. ]+)$", printed,
                      re.MULTILINE)
    assert found, (name, printed)
    return float(found[1]), [float(value) for value in found[2].split()]


def test_ratio():
    """three rounds, their medians and the ratio, with what is capped named"""
    done = compare("--python", network(), "--cpu", "avx2",
                   pcm("minute.wav", 60))
    assert done.returncode == 0, done.stderr
    assert "no more than avx2" in done.stdout, done.stdout
    assert "PyTorch torch-avx2" in done.stdout, done.stdout
    fcn, each = row(done.stdout, "FCN with mel spectrogram, PyTorch")
    assert (fcn, each) == (15, [15, 15, 15])
    whole, each = row(done.stdout, "glissando tag")
    assert len(each) == 3 and whole == sorted(each)[1]
    ratio, each = row(done.stdout, "glissando tag / FCN")
    assert len(each) == 3 and abs(ratio - whole / 15) < 0.01


def refuse(arguments, status, *words):
    done = compare(*arguments)
    assert done.returncode == status, (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr, done.stderr
    for word in words:
        assert word in done.stderr, (word, done.stderr)


def test_bad_input():
    """what it cannot measure on is refused with the reason"""
    refuse([pcm("stereo.wav", 60, 44100, 2)], 1, "2 channel", "44100 Hz")
    refuse([pcm("short.wav", 59)], 1, "shorter than 60 s")
    refuse([COMPARE], 1, "is not a WAV file")
    refuse(["absent.wav"], 1, "absent.wav cannot be read: No such file")


def test_bad_options():
    """wrong options, and programs that are not there, are refused"""
    refuse(["--cpu", "z80"], 2, "--cpu")
    refuse(["a.wav", "b.wav"], 2, "b.wav")
    refuse(["--glissando", "absent"], 1, "absent is not there")
    refuse(["--python", "./absent", pcm("minute.wav", 60)], 1,
           "./absent cannot be run")
    refuse(["--python", "false", "minute.wav"], 1, "this failed")


main(test_ratio, test_bad_input, test_bad_options)
