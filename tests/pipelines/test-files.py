"""Files as people have them: any format, any number of channels, cut, padded or
joined. What is in them is heard, and what is odd about them is said.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import math
import os
import signal
import struct
import subprocess
import time
import wave

from glissando import PROGRAM, main, music, read_npy, run, write_wav

RATE = 16000


def tag(*inputs):
    """The summary of each input, and what is said on stderr."""
    done = run("tag", "--json", *inputs)
    lines = [json.loads(line) for line in done.out.splitlines()]
    return done, {line["input"]: line for line in lines if "summary" in line}


def hear(path, rate=RATE):
    """Its mel spectrogram, which tells apart what sounds different."""
    done = run("features", "--transform", "mel", "--rate", rate, "-o",
               "heard.npy", path)
    assert done.status == 0, done.err
    return read_npy("heard.npy")[1], done.err


def distance(a, b):
    """Of the loudest number"""
    assert len(a) == len(b), (len(a), len(b))
    return max(abs(x - y) for x, y in zip(a, b)) / max(b)


def write_pcm(path, samples, channels=1, width=2, rate=RATE):
    """What Python's own module writes: no channel mask."""
    full = 2 ** (8 * width - 1) - 1
    with wave.open(path, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"".join(
            (round(x * full) + (128 if width == 1 else 0)).to_bytes(
                width, "little", signed=width > 1) for x in samples))
    return path


def tracker_module(title=b"test"):
    """A ProTracker module: one sine as its instrument, four patterns."""
    sine = bytes(round(100 * math.sin(2 * math.pi * i / 32)) & 255
                 for i in range(3200))
    instruments = b"sine".ljust(22, b"\0") + struct.pack(
        ">HBBHH", len(sine) // 2, 0, 64, 0, len(sine) // 2)
    instruments += (bytes(22) + struct.pack(">HBBHH", 0, 0, 0, 0, 1)) * 30
    periods = (428, 381, 339, 320, 285, 254, 226, 214)
    patterns = b""
    for pattern in range(4):
        for row in range(64):
            for channel in range(4):
                period = periods[(row // 4 + 2 * channel + pattern) % 8]
                patterns += (struct.pack(">HH", period, 0x1000)
                             if row % 4 == 0 and channel < 2 else bytes(4))
    return (title.ljust(20, b"\0") + instruments + bytes([4, 127])
            + bytes(range(4)).ljust(128, b"\0") + b"M.K." + patterns + sine)


def test_tracker_modules():
    """a tracker module is played and tagged, between other files"""
    write_wav("before.wav", music(3))
    write_wav("after.wav", music(4))
    with open("tune.mod", "wb") as file:
        file.write(tracker_module())
    done, heard = tag("before.wav", "tune.mod", "after.wav")
    assert done.status == 0, done.err
    # 256 rows of six ticks of 1/50 s
    assert abs(heard["tune.mod"]["end"] - 30.72) < 0.2, heard["tune.mod"]
    assert len(heard) == 3, heard


def test_stopped_before_it_begins():
    """SIGTERM and Ctrl-C end the program while a pipe gives nothing"""
    os.mkfifo("nothing.wav")
    for number in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen([PROGRAM, "tag", "nothing.wav"],
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(1)
        assert process.poll() is None
        process.send_signal(number)
        process.communicate(timeout=20)
        assert process.returncode >= 0, process.returncode


def test_any_number_of_channels():
    """3, 7, 9, 64 and 200 channels without a word on speakers: their mean"""
    mono = music(2)
    want, _ = hear(write_pcm("mono.wav", mono))
    for channels in (1, 2, 3, 7, 9, 64, 200):
        path = write_pcm(f"{channels}.wav",
                         [x for x in mono for _ in range(channels)], channels)
        got, err = hear(path)
        assert err == "", err
        assert distance(got, want) < 1e-5, channels


def test_widths():
    """integers of 8 to 32 bits are the same music"""
    mono = [round(x * 100) / 127 for x in music(2)]
    want, _ = hear(write_pcm("16.wav", mono))
    for width in (1, 3, 4):
        got, _ = hear(write_pcm(f"{8 * width}.wav", mono, width=width))
        # Full scale is 127 of 128 steps there.
        assert distance(got, want) < 0.03, width


def test_channels_that_cancel():
    """where channels cancel, the louder is heard, and that is said"""
    mono = music(3)
    want, _ = hear(write_wav("left.wav", mono))
    for factor in (-1, -0.95):
        path = write_wav("anti.wav", [x for left in mono
                                      for x in (left, factor * left)],
                         channels=2)
        got, err = hear(path)
        assert got == want
        assert "channels cancel each other in 100 %" in err, err
        assert "silent" not in err, err
    done, _ = tag("anti.wav")
    assert done.status == 0 and "cancel each other" in done.err, done.err


main(test_tracker_modules, test_stopped_before_it_begins,
     test_any_number_of_channels, test_widths, test_channels_that_cancel)
