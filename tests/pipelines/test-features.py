"""`glissando features`: shapes, axes, values.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import io
import json
import math
import os
import re
import signal
import subprocess
import time
import wave

import numpy as np

from glissando import (PROGRAM, RATE, main, music, read_npy, run, write_wav)

SECONDS = 6


def features(*options, name="in.wav"):
    if not os.path.exists("in.wav"):
        write_wav("in.wav", music(SECONDS))
    done = run("features", *options, "-o", "out.npy", name)
    assert done.status == 0 and done.err == "", done.err
    shape, values = read_npy("out.npy")
    with open("out.json") as file:
        axes = json.load(file)
    assert [axis["size"] for axis in axes["axes"]] == list(shape)
    return shape, values, axes


def test_jtfst_default():
    """jtfst: [frame][lambda][theta][mu][ell], plain coefficients"""
    shape, values, about = features()
    assert shape == (math.ceil(SECONDS * RATE / 8192), 1, 1, 23, 9), shape
    assert [a["name"] for a in about["axes"]] == [
        "frame", "lambda", "theta", "mu", "ell"]
    assert about["parameters"]["normalise"] is False
    assert about["parameters"]["compress"] == "none"
    assert all(math.isfinite(x) for x in values) and max(values) > 0
    assert about["axes"][0]["step"] == 8192 / RATE


def test_jtfst_rich():
    """jtfst with rows of lambda and both orientations"""
    shape, _, about = features("--lambda", "local", "--orientation", "both",
                               "--mu-skip", 3)
    assert shape[1:] == (9, 2, 20, 9), shape
    axes = {a["name"]: a for a in about["axes"]}
    assert axes["theta"]["values"] == [1, -1]
    hertz = axes["lambda"]["values"]
    assert all(a >= b for a, b in zip(hertz, hertz[1:])), hertz
    assert RATE / 2 > hertz[0] > hertz[-1] > 0
    rates = axes["mu"]["values"]
    assert all(a > b for a, b in zip(rates, rates[1:])), rates


def test_bands():
    """jtfst with bands of lambda, and a low-pass row and column at 0"""
    shape, values, about = features("--lambda", "bands", "--lambda-bands", 5,
                                    "--low-pass", "--mu-skip", 6)
    assert shape[1:] == (5, 1, 18, 10), shape
    assert about["parameters"]["lambda-bands"] == 5
    assert about["parameters"]["low-pass"] is True
    axes = {a["name"]: a for a in about["axes"]}
    hertz = axes["lambda"]["values"]
    assert RATE / 2 > hertz[0] > hertz[4] > 0, hertz
    for name in "mu", "ell":
        assert axes[name]["values"][-1] == 0 < axes[name]["values"][-2], axes
    # S1, in the corner, is the largest of each frame of each band
    n = 18 * 10
    for at in range(0, len(values), n):
        assert values[at + n - 1] == max(values[at:at + n]), at


def test_parameters_change_the_result():
    """every parameter is heard"""
    plain = features("--octaves", 10)
    for option in (["--octaves", 9], ["--q", "8,1"], ["--octaves-fr", 3,
                   "--f", 8], ["--q-fr", 1], ["--f", 12, "--lambda", "local"],
                   ["--stride", 512], ["--orientation", "up"],
                   ["--lambda", "local"], ["--lambda", "bands"],
                   ["--low-pass"], ["--normalise"],
                   ["--compress", "log"], ["--mu-skip", 2],
                   ["--rate", 8000]):
        other = features("--octaves", 10, *option)
        assert other[:2] != plain[:2], option
        name = option[0][2:]
        wanted = option[1] if len(option) > 1 else True
        assert other[2]["parameters"][name] == wanted, other[2]["parameters"]


def test_scalogram():
    """a sine is where its frequency is"""
    f = 440.0
    write_wav("sine.wav", [0.5 * math.sin(2 * math.pi * f * i / RATE)
                           for i in range(4 * RATE)])
    shape, values, about = features("--transform", "scalogram",
                                    name="sine.wav")
    hertz = about["axes"][1]["values"]
    frame = shape[0] // 2
    row = values[frame * shape[1]:(frame + 1) * shape[1]]
    loudest = hertz[row.index(max(row))]
    assert abs(math.log2(loudest / f)) < 1 / 12, loudest
    # A real sine has half of its amplitude at +f, of which a wavelet that lies
    # half a step beside it lets through sqrt(1/2).
    assert 0.25 * math.sqrt(0.5) - 0.001 < max(row) < 0.251, max(row)


def test_mel():
    """a sine is in the mel band that its frequency is in"""
    f = 440.0
    write_wav("sine.wav", [0.5 * math.sin(2 * math.pi * f * i / RATE)
                           for i in range(RATE)])
    shape, values, about = features("--transform", "mel", "--compress", "log",
                                    name="sine.wav")
    assert shape == (math.ceil(RATE / 256), 96), shape
    axis = about["axes"][1]
    assert axis["name"] == "mel" and axis["unit"] == "Hz", axis
    hertz = axis["values"]
    assert all(a < b for a, b in zip(hertz, hertz[1:])), hertz
    assert about["axes"][0]["step"] == 256 / RATE
    assert about["parameters"] == {
        "transform": "mel", "rate": 16000, "compress": "log",
        "bands": 96, "fft": 512, "hop": 256}, about["parameters"]
    row = values[20 * 96:21 * 96]
    # A bin is 31 Hz wide.
    assert abs(hertz[row.index(max(row))] - f) < 32, row.index(max(row))


def test_timescattering():
    """time scattering: every path is named, and is where it says"""
    f, rate = 1000.0, 8.0
    write_wav("am.wav", [
        0.4 * (1 + 0.9 * math.sin(2 * math.pi * rate * i / RATE))
        * math.sin(2 * math.pi * f * i / RATE) for i in range(10 * RATE)])
    shape, values, about = features("--transform", "timescattering",
                                    name="am.wav")
    paths = about["paths"]
    assert shape == (math.ceil(10 * RATE / 8192), len(paths)), shape
    assert about["axes"][1]["name"] == "path"
    first = [p for p in paths if p["order"] == 1]
    second = [p for p in paths if p["order"] == 2]
    assert paths == first + second
    assert [p["n1"] for p in first] == list(range(136))
    pairs = [(p["n1"], p["n2"]) for p in second]
    assert pairs == sorted(set(pairs)) and len(pairs) == 1754, len(pairs)
    assert about["axes"][1]["values"] == [p["xi1"] for p in paths]
    frame = shape[0] // 2 * shape[1]
    row = values[frame:frame + shape[1]]
    loudest = max(range(136), key=lambda i: row[i])
    assert abs(math.log2(paths[loudest]["xi1"] / f)) < 1 / 12
    fastest = max(range(136, len(paths)), key=lambda i: row[i])
    assert abs(math.log2(paths[fastest]["xi1"] / f)) < 1 / 6, paths[fastest]
    assert abs(math.log2(paths[fastest]["xi2"] / rate)) < 1 / 2, paths[fastest]


def test_s0():
    """s0 is the average of the audio, in front of the other paths"""
    write_wav("constant.wav", [0.25] * (20 * RATE))
    shape, values, about = features("--transform", "timescattering", "--s0",
                                    "--octaves", 11, name="constant.wav")
    assert about["paths"][0] == {"order": 0}
    assert about["parameters"]["s0"] is True
    middle = values[shape[0] // 2 * shape[1]]
    assert abs(middle - 0.25) < 1e-6, middle
    # At the very start, half of phi_T hears the silence before.
    assert abs(values[0] - 0.125) < 1e-3, values[0]
    plain = features("--transform", "timescattering", "--octaves", 11,
                     name="constant.wav")
    assert plain[0] == (shape[0], shape[1] - 1)
    assert plain[2]["paths"] == about["paths"][1:]


def test_mean_of_channels():
    """each channel of 5.1 counts a sixth"""
    x = music(2)
    sums = []
    for c in range(6):
        write_wav("one.wav", [v if k == c else 0.0 for v in x
                              for k in range(6)], channels=6)
        sums.append(sum(features("--transform", "scalogram",
                                 name="one.wav")[1]))
    write_wav("mono.wav", x)
    whole = sum(features("--transform", "scalogram", name="mono.wav")[1])
    for c, part in enumerate(sums):
        assert abs(6 * part / whole - 1) < 1e-4, (c, part, whole)


def test_failures():
    """failures leave no file behind"""
    done = run("features", "-o", "none.npy", "nosuch.wav")
    assert done.status == 1 and len(done.complaints) == 1
    with open("text.ogg", "wb") as file:
        file.write(b"OggS" + bytes(range(256)) * 4)
    done = run("features", "-o", "none.npy", "text.ogg")
    assert done.status == 1 and len(done.complaints) == 1, done.err
    done = run("features", "-o", "nosuch/none.npy", "in.wav")
    assert done.status == 1 and len(done.complaints) == 1, done.err
    assert "nosuch/none.npy" in done.err
    assert not [n for n in os.listdir(".") if n.startswith("none")]


def test_options_of_other_transforms():
    """an option that would change nothing is refused, and says whose it is"""
    for transform, option, whose in (
            ("timescattering", ["--mu-skip", 3], "jtfst"),
            ("mel", ["--octaves", 9], "scalogram, timescattering, jtfst"),
            ("jtfst", ["--s0"], "timescattering"),
            ("scalogram", ["--normalise"], "timescattering, jtfst"),
            ("jtfst", ["--bands", 96], "mel")):
        done = run("features", "--transform", transform, *option, "-o",
                   "none.npy", "in.wav")
        assert done.status == 2 and len(done.complaints) == 1, done.err
        assert f"{option[0]} is for --transform {whose}, not {transform}" \
            in done.err, done.err
        assert not os.path.exists("none.npy")
    done = run("features", "--lambda-bands", 5, "-o", "none.npy", "in.wav")
    assert done.status == 2 and len(done.complaints) == 1, done.err
    assert "--lambda-bands is for --lambda bands, not pooled" in done.err
    assert not os.path.exists("none.npy")


def fresh_folder(name):
    """A folder of two songs called alike, one below, and a broken one."""
    os.makedirs(os.path.join(name, "below"))
    for path in "song.wav", "song.wave", "below/song.wav":
        write_wav(os.path.join(name, path), music(1))
    with open(os.path.join(name, "bad.wav"), "wb") as file:
        file.write(b"RIFF" + bytes(range(256)) * 4)


def test_several():
    """each of several inputs has an array and axes of its own; a bad one is
    named, and the others are done"""
    fresh_folder("songs")
    write_wav("alone.wav", music(1, seed=2))
    done = run("features", "--transform", "mel", "-o", "arrays", "nosuch.wav",
               "songs", "alone.wav")
    assert done.status == 1 and len(done.complaints) == 2, done.err
    assert "nosuch.wav" in done.complaints[0], done.err
    assert "bad.wav" in done.complaints[1], done.err
    found = sorted(os.path.relpath(os.path.join(folder, n), "arrays")
                   for folder, _, names in os.walk("arrays") for n in names)
    stems = ["alone", "below/song", "song", "song.wave"]
    assert found == sorted(s + e for s in stems for e in (".npy", ".json")), \
        found
    array = read_npy("arrays/below/song.npy")
    assert array == read_npy("arrays/song.npy")
    assert array != read_npy("arrays/alone.npy")
    with open("arrays/below/song.json") as file:
        assert json.load(file)["input"] == "songs/below/song.wav"
    # One input may go to a folder that is there, or ends as one.
    for folder in "arrays", "other/":
        done = run("features", "--transform", "mel", "-o", folder, "in.wav")
        assert done.status == 0, done.err
        assert os.path.exists(os.path.join(folder, "in.npy"))


def test_standard_output():
    """an array may go through a pipe"""
    write_wav("in.wav", music(SECONDS))
    shape, values, _ = features("--transform", "mel")
    for name in "-", "/dev/stdout":
        done = subprocess.run(
            [PROGRAM, "features", "--transform", "mel", "-o", name, "in.wav"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        assert done.returncode == 0 and not done.stderr, done.stderr
        array = np.load(io.BytesIO(done.stdout))
        assert array.shape == shape and array.ravel().tolist() == values
    assert not os.path.exists("-.json")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [PROGRAM, "features", "--transform", "mel", "-o", "-", "in.wav"],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1, done
    assert done.stderr.startswith("glissando: standard output: "), done


def test_outputs_are_no_inputs():
    """neither array nor picture replaces the input, or each other"""
    write_wav("in.wav", music(SECONDS))
    with open("in.wav", "rb") as file:
        before = file.read()
    for options in (["-o", "./in.wav"], ["--picture", "in.wav.png"],
                    ["-o", "a.png", "--picture", "./a.png"]):
        if "in.wav.png" in options:
            os.symlink("in.wav", "in.wav.png")
        done = run("features", *options, "in.wav")
        assert done.status == 2 and len(done.complaints) == 1, done.err
    os.unlink("in.wav.png")
    with open("in.wav", "rb") as file:
        assert file.read() == before
    assert not os.path.exists("a.png")


def test_multirate():
    """each octave of a scalogram at its own rate; their means are the frames"""
    write_wav("in.wav", music(SECONDS))
    _, values, frames = features("--transform", "scalogram", "--octaves", 10)
    done = run("features", "--transform", "scalogram", "--multirate",
               "--octaves", 10, "-o", "octaves.npy", "in.wav")
    assert done.status == 0 and done.err == "", done.err
    with open("octaves.json") as file:
        about = json.load(file)
    assert about["parameters"] == {"transform": "scalogram", "rate": RATE,
                                   "octaves": 10, "q": "12,2"}, about
    hertz = []
    rows = np.reshape(values, [a["size"] for a in frames["axes"]])
    for i, octave in enumerate(about["arrays"]):
        time, pitch = octave["axes"]
        assert octave["file"] == f"octaves-{i}.npy"
        array = np.load(octave["file"], mmap_mode="r")
        assert array.shape == (time["size"], pitch["size"])
        step = round(time["step"] * RATE)
        assert time["size"] == -(-SECONDS * RATE // step)
        # frame 2 is the mean over the stride of 1024 samples from there on
        mean = array[2 * 1024 // step:3 * 1024 // step].mean(axis=0)
        wanted = rows[2, len(hertz):len(hertz) + pitch["size"]]
        assert np.allclose(mean, wanted, rtol=1e-3, atol=1e-6), (i, mean)
        hertz += pitch["values"]
    assert hertz == frames["axes"][1]["values"]
    assert not os.path.exists("octaves.npy")


def test_model():
    """features as a model takes them, and what differs from it"""
    _, _, about = features("--model", "default")
    info = run("info", "--json").out
    assert about["parameters"] == json.loads(info)["front_end"]
    _, _, other = features("--model", "default", "--mu-skip", 5)
    assert other["parameters"] == {**about["parameters"], "mu-skip": 5}
    for options, status in ((["--model", "nosuch.safetensors"], 1),
                            (["--model", "default", "--transform", "mel"], 2)):
        done = run("features", *options, "-o", "none.npy", "in.wav")
        assert done.status == status and len(done.complaints) == 1, done.err


def test_axes_are_short():
    """numbers of axes have no more digits than they are worth"""
    features("--lambda", "local", "--orientation", "both")
    with open("out.json") as file:
        text = file.read()
    assert not re.search(r"[0-9]{9}|[0-9]\.[0-9]{8}", text)


def test_interruption():
    """Ctrl-C ends it at once; what was whole stays, and nothing else is left"""
    write_wav("first.wav", music(1))
    with wave.open("long.wav", "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(2 * RATE * 1800))
    program = subprocess.Popen(
        [PROGRAM, "features", "-o", "stopped/", "first.wav", "long.wav"],
        stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not os.path.exists("stopped/first.json"):
        assert time.monotonic() < deadline and program.poll() is None
        time.sleep(0.02)
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=60)
    assert program.returncode == 130, (program.returncode, err)
    assert err == "glissando: interrupted; inputs that were not done: 1 of 2\n", err
    assert sorted(os.listdir("stopped")) == ["first.json", "first.npy"]


def test_refusals():
    """what cannot be is refused in a sentence, before anything is written"""
    write_wav("in.wav", music(1))
    os.makedirs("two", exist_ok=True)
    write_wav("two/a.wav", music(1))
    write_wav("two/b.wav", music(1))
    for options in (
            ["-o", "none.npy"], ["-o", "-", "two"], ["-o", "in.wav", "two"],
            ["-o", "in.wav", "in.wav"], ["--picture", "./in.wav", "in.wav"],
            ["-o", "none.npy", "two"], ["-o", "none.npy", "in.wav", "two"],
            ["--multirate", "-o", "none.npy", "in.wav"],
            ["--transform", "scalogram", "--multirate", "-o", "-", "in.wav"],
            ["--transform", "scalogram", "--multirate", "--stride", 1024,
             "-o", "none.npy", "in.wav"],
            ["--picture", "none.jpg", "in.wav"],
            ["--range", 20, "-o", "none.npy", "in.wav"],
            ["--range", "loud", "--picture", "none.png", "in.wav"],
            ["--size", "1x1", "--picture", "none.png", "in.wav"],
            ["--colormap", "jet", "--picture", "none.png", "in.wav"]):
        done = run("features", *options)
        assert done.status == 2 and len(done.complaints) == 1, (options,
                                                                done.err)
        assert not [n for n in os.listdir(".") if n.startswith("none")]
    assert features("--transform", "mel")[0] == (-(-RATE // 256), 96)


main(test_jtfst_default, test_jtfst_rich, test_parameters_change_the_result,
     test_scalogram, test_mel, test_timescattering, test_s0,
     test_mean_of_channels, test_options_of_other_transforms, test_failures,
     test_several, test_standard_output, test_outputs_are_no_inputs,
     test_multirate, test_model,
     test_axes_are_short, test_interruption, test_refusals)
