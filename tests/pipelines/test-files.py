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
import threading
import time
import wave

from glissando import (PROGRAM, Skip, has_launch, launch, main, music, read_npy,
                       run, write_wav)

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


def encode(steps, path, source="whole.wav"):
    if not has_launch():
        raise Skip("gst-launch-1.0 is not installed")
    return launch(f"filesrc location={source} ! wavparse ! audioconvert "
                  f"! {steps} ! filesink location={path}")


def append(path, bytes_, longer):
    with open(path, "rb") as file:
        whole = file.read()
    with open(longer, "wb") as file:
        file.write(whole + bytes_)
    return longer


def test_odd_wav():
    """an odd number of bytes in a WAV file, padded or not, loses no sample"""
    n = 30001
    for width in (1, 3):
        path = write_pcm("odd.wav", music(3)[:n], width=width)
        want, _ = hear(write_pcm("even.wav", music(3)[:n - 1], width=width))
        assert os.path.getsize(path) == 44 + n * width  # not padded
        for path in (path, append(path, b"\0", "padded.wav")):
            got, err = hear(path)
            assert err == "", err
            assert distance(got[:len(want)], want) < 0.05, width


def test_trailing_bytes():
    """bytes behind the end of a file are not heard, and cost nothing"""
    write_wav("whole.wav", music(4))
    ways = {"wav": None, "flac": "flacenc", "ogg": "vorbisenc ! oggmux",
            "mp3": "lamemp3enc", "mka": "flacenc ! matroskamux",
            "mp4": "avenc_aac ! mp4mux", "aiff": "aiffmux"}
    n_done = 0
    for ending, steps in ways.items():
        path = f"whole.{ending}"
        if steps is not None and not encode(steps, path):
            continue
        want, err = hear(path)
        assert err == "", err
        n_done += 1
        for n in (1, 2, 7, 9) if ending == "wav" else (5,):
            got, err = hear(append(path, bytes(range(n)), f"more.{ending}"))
            assert got == want and err == "", (ending, n, err)
    assert n_done > 3


def test_aiff_again_and_again():
    """AIFF begins with its first sample every time"""
    write_wav("whole.wav", music(2))
    if not encode("aiffmux", "whole.aiff"):
        raise Skip("aiffmux is not installed")
    log = {"GST_DEBUG": "aiffparse:4", "GST_DEBUG_FILE": "aiff.log"}
    os.environ.update(log)
    try:
        for attempt in range(30):
            done = run("features", "--transform", "mel", "-o", "f.npy",
                       "whole.aiff")
            assert done.status == 0 and done.err == "", (attempt, done.err)
            # It found nobody to take its samples in one of ten attempts.
            with open("aiff.log", errors="replace") as file:
                assert "not-linked" not in file.read(), attempt
    finally:
        for name in log:
            del os.environ[name]


def test_long_wav():
    """a WAV file of more than 2 GiB is read to its end"""
    channels, rate, width, seconds = 200, 192000, 4, 15
    size = seconds * rate * channels * width
    assert size > 2 ** 31
    with open("long.wav", "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt "
                   + struct.pack("<IHHIIHH", 16, 1, channels, rate,
                                 rate * channels * width, channels * width,
                                 8 * width)
                   + b"data" + struct.pack("<I", size))
        file.truncate(44 + size)  # takes no room
        file.seek(44 + size - rate * channels * width)
        file.write(b"\x10\x20\x30\x40" * channels * 1000)
    done, heard = tag("long.wav")
    os.remove("long.wav")
    assert done.status == 0, done.err
    assert abs(heard["long.wav"]["end"] - seconds) < 0.01, heard
    assert "silent" not in done.err, done.err


def test_header_only():
    """a WAV header with nothing behind it is said to hold no audio"""
    write_wav("head.wav", [])
    done = run("tag", "head.wav")
    assert done.status == 1
    assert done.err == "glissando: head.wav: there is no audio in it\n", done.err


def test_pipe():
    """a named pipe is read to its end, once, whatever length it declares"""
    write_wav("whole.wav", music(4))
    os.mkfifo("pipe.wav")

    def feed():
        with open("whole.wav", "rb") as file, open("pipe.wav", "wb") as pipe:
            pipe.write(file.read())

    for size in (None, 0, 0x7fffff00, 0xffffffff):
        if size is not None:
            # Who writes to a pipe does not know the length in advance.
            with open("whole.wav", "r+b") as file:
                file.seek(40)
                file.write(struct.pack("<I", size))
        writer = threading.Thread(target=feed, daemon=True)
        writer.start()
        done, heard = tag("pipe.wav")
        assert done.status == 0, (size, done.err)
        assert heard["pipe.wav"]["end"] == 4, (size, heard)
        writer.join(timeout=20)
        assert not writer.is_alive()


def test_mp3_headers():
    """MP3 of free bitrate, and a Xing header that counts too many bytes"""
    write_wav("whole.wav", music(4, rate=48000), rate=48000)
    # At 48 kHz and 128 kbit/s each frame has 384 bytes.
    if not encode("lamemp3enc target=bitrate bitrate=128 cbr=true ! xingmux",
                  "plain.mp3"):
        raise Skip("lamemp3enc is not installed")
    with open("plain.mp3", "rb") as file:
        bytes_ = bytearray(file.read())
    at = max(bytes_.find(b"Xing"), bytes_.find(b"Info"))
    assert 0 < at < 100 and bytes_[at + 7] & 2
    count = struct.unpack_from(">I", bytes_, at + 12)[0]
    assert count <= len(bytes_)
    struct.pack_into(">I", bytes_, at + 12, count + 100000)
    with open("xing.mp3", "wb") as file:
        file.write(bytes_)
    want, err = hear("plain.mp3")
    assert err == "", err
    got, err = hear("xing.mp3")
    assert err == "" and got == want, err

    encode("lamemp3enc target=bitrate bitrate=128 cbr=true", "cbr.mp3")
    with open("cbr.mp3", "rb") as file:
        free = bytearray(file.read())
    assert len(free) % 384 == 0, len(free)
    for at in range(0, len(free), 384):
        assert free[at] == 0xff
        free[at + 2] &= 0x0f
    with open("free.mp3", "wb") as file:
        file.write(free)
    done, heard = tag("free.mp3")
    assert done.status == 0, done.err
    assert "damaged" not in done.err and "cut off" not in done.err, done.err
    assert abs(heard["free.mp3"]["end"] - 4) < 0.1, heard


def test_videos_and_tracks():
    """an audio track that is shorter than the video, or begins later, or has a
    longer one beside it, is whole; a file that is cut is not"""
    write_wav("whole.wav", music(8))
    write_wav("other.wav", music(12))
    if not has_launch():
        raise Skip("gst-launch-1.0 is not installed")
    picture = ("videotestsrc num-buffers=60 ! "
               "video/x-raw,width=64,height=48,framerate=5/1 ! ")
    sound = "filesrc location=whole.wav ! wavparse ! audioconvert ! "
    ways = {
        "video.mkv": (f"{picture} theoraenc ! matroskamux name=m "
                      f"! filesink location=video.mkv {sound} flacenc ! m."),
        "video.mov": (f"{picture} jpegenc ! qtmux name=m faststart=true "
                      f"! filesink location=video.mov {sound} avenc_aac ! m."),
        "late.mkv": (f"{picture} jpegenc ! matroskamux name=m ! filesink "
                     "location=late.mkv audiotestsrc num-buffers=345 "
                     "timestamp-offset=3000000000 ! flacenc ! m."),
        "tracks.mka": ("matroskamux name=m ! filesink location=tracks.mka "
                       f"{sound} flacenc ! m. filesrc location=other.wav "
                       "! wavparse ! audioconvert ! flacenc ! m."),
        "video.ogv": (f"{picture} theoraenc ! oggmux name=m ! filesink "
                      f"location=video.ogv {sound} vorbisenc ! m."),
    }
    made = [path for path, way in ways.items() if launch(way)]
    assert made
    for path in made:
        done, heard = tag(path)
        assert done.status == 0, done.err
        assert "declared" not in done.err, done.err
        assert 7.9 < heard[path]["end"] < 12.1, heard
        with open(path, "rb") as file:
            bytes_ = file.read()
        cut = "cut-" + path
        with open(cut, "wb") as file:
            file.write(bytes_[:len(bytes_) * 6 // 10])
        done, heard = tag(cut)
        assert done.status == 1, (path, done.err)
        assert "declared" in done.err or "cut off" in done.err, done.err
        assert heard[cut]["end"] > 2, heard


def test_covers():
    """files that hold a picture and no audio are not called damaged"""
    flac = b"fLaC\x80\0\0\x22" + struct.pack(
        ">HH", 4096, 4096) + bytes(6) + b"\x0a\xc4\x42\xf0" + bytes(20)
    assert len(flac) == 4 + 4 + 0x22
    udta = struct.pack(">I", 8 + 4) + b"udta" + bytes(4)
    moov = struct.pack(">I", 8 + 108 + len(udta)) + b"moov" + struct.pack(
        ">I", 108) + b"mvhd" + bytes(12) + struct.pack(">II", 1000, 0) + bytes(
        80) + udta
    files = {"cover.flac": flac,
             "cover.m4a": b"\0\0\0\x10ftypM4A \0\0\0\0" + moov,
             "cover.mp3": b"ID3\3\0\0\0\0\2\0APIC" + bytes(252)}
    for path, bytes_ in files.items():
        with open(path, "wb") as file:
            file.write(bytes_)
        done = run("tag", path)
        assert done.status == 1 and len(done.complaints) == 1, done.err
        assert "damaged" not in done.err, done.err
        assert "audio" in done.err, done.err


def test_unknown_kinds():
    """a kind of file that nothing here takes apart has a name"""
    with open("apple.caf", "wb") as file:
        file.write(b"caff\0\1\0\0desc" + struct.pack(">Q", 32)
                   + struct.pack(">d4sIIIII", 44100, b"lpcm", 0, 2, 1, 1, 16)
                   + b"data" + struct.pack(">q", 2004) + bytes(2004))
    done = run("tag", "apple.caf")
    if done.status == 1:
        assert " a Apple" not in done.err, done.err
        assert "is not installed: Apple" in done.err, done.err


main(test_tracker_modules, test_stopped_before_it_begins,
     test_any_number_of_channels, test_widths, test_channels_that_cancel,
     test_odd_wav, test_trailing_bytes, test_aiff_again_and_again, test_long_wav, test_header_only, test_pipe,
     test_mp3_headers, test_videos_and_tracks,
     test_covers, test_unknown_kinds)
