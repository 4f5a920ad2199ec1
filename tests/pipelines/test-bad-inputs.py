"""Bad input: one clear sentence, the right exit status, the rest still done.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import struct
import subprocess

from glissando import (RATE, Skip, has_launch, launch, main, music, run,
                       write_wav)


def expect(name, status, words, segments=None, wrapper=()):
    """One sentence on stderr about name, with words in it."""
    done = run("tag", "--json", "--top", 1, name, wrapper=wrapper)
    assert done.status == status, (done.status, done.err)
    assert len(done.complaints) == 1, done.err
    assert done.complaints[0].startswith(f"glissando: {name}: "), done.err
    assert words in done.complaints[0], done.err
    assert not done.complaints[0].endswith("."), done.err
    lines = [json.loads(line) for line in done.out.splitlines()]
    if segments is not None:
        assert len(lines) == segments + (segments > 0), done.out
    return lines


def test_missing_file():
    """a missing file"""
    expect("nosuch.ogg", 1, "no such file", 0)


def test_empty_file():
    """an empty file"""
    open("empty.ogg", "w").close()
    expect("empty.ogg", 1, "empty", 0)


def test_text():
    """text that is called .mp3"""
    with open("text.mp3", "w") as file:
        file.write("Never gonna give you up.\n")
    expect("text.mp3", 1, "text, not audio", 0)


def test_noise_bytes():
    """bytes that are no format at all"""
    with open("noise.flac", "wb") as file:
        file.write(bytes((i * i * 7 + 13 * i + (i >> 3)) % 256
                         for i in range(5000)))
    expect("noise.flac", 1, "", 0)


def test_empty_folder():
    """a folder without audio"""
    os.makedirs("folder/below")
    with open("folder/below/readme.txt", "w") as file:
        file.write("nothing to hear\n")
    expect("folder", 1, "no audio file", 0)


def test_unreadable():
    """a file that may not be read"""
    write_wav("secret.wav", music(1))
    os.chmod("secret.wav", 0)
    wrapper = []
    if os.access("secret.wav", os.R_OK):  # by root, who may read everything
        wrapper = ["setpriv",
                   "--bounding-set=-dac_override,-dac_read_search"]
        if subprocess.run([*wrapper, "cat", "secret.wav"],
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0:
            raise Skip("root's rights cannot be taken away here")
    expect("secret.wav", 1, "cannot be opened", 0, wrapper=wrapper)


def test_header_only():
    """a WAV file that ends after its header"""
    write_wav("header.wav", [])
    expect("header.wav", 1, "no audio", 0)


def test_video():
    """video without audio"""
    if not has_launch() or not launch(
            "videotestsrc num-buffers=5 ! theoraenc ! oggmux "
            "! filesink location=video.ogv"):
        raise Skip("theoraenc is not installed")
    expect("video.ogv", 1, "no audio", 0)


def test_truncated():
    """truncated files are tagged as far as they go, and that is said"""
    write_wav("whole.wav", music(12))
    if not has_launch():
        raise Skip("gst-launch-1.0 is not installed")
    encoders = {"mp3": "lamemp3enc", "xing.mp3": "lamemp3enc ! xingmux",
                "ogg": "vorbisenc ! oggmux", "flac": "flacenc",
                "opus": "audioresample ! opusenc ! oggmux", "wav": "wavenc"}
    n_done = 0
    for ending, encoder in encoders.items():
        whole, cut = f"whole.{ending}", f"cut.{ending}"
        if ending != "wav" and not launch(
                "filesrc location=whole.wav ! wavparse ! audioconvert "
                f"! {encoder} ! filesink location={whole}"):
            continue
        n_done += 1
        done = run("tag", "--json", whole)
        assert done.status == 0 and len(done.complaints) == 1, done.err
        assert "shorter than a segment" in done.err, done.err
        with open(whole, "rb") as file:
            bytes_ = file.read()
        with open(cut, "wb") as file:
            file.write(bytes_[:len(bytes_) // 2 + 1])
        lines = expect(cut, 1, "s", 1)
        assert 3 < lines[-1]["end"] < 9, (ending, lines)
    assert n_done > 1


def test_short():
    """0.1 s of audio is padded and tagged"""
    write_wav("short.wav", music(0.1))
    lines = expect("short.wav", 0, "shorter than a segment", 1)
    assert lines[0]["padded"] is True
    assert abs(lines[0]["end"] - 0.1) < 1e-3
    assert lines[1]["summary"] is True and lines[1]["padded"] is True


def test_one_sample():
    """a single sample is audio, too"""
    write_wav("one.wav", [0.5])
    expect("one.wav", 0, "shorter than a segment", 1)


def test_silence():
    """digital silence"""
    write_wav("silence.wav", [0.0] * (30 * RATE))
    expect("silence.wav", 0, "silent")


def test_not_finite():
    """NaN and infinities in a float WAV count as silence"""
    x = music(30)
    x[1000:1010] = [float("nan")] * 10
    x[50000], x[60000] = float("inf"), float("-inf")
    write_wav("nan.wav", x)
    lines = expect("nan.wav", 0, "not a number")
    for line in lines:
        for tag in line["tags"]:
            assert 0 <= tag["p"] <= 1


def test_not_finite_and_resampled():
    """NaN at another sample rate, too"""
    x = music(5, rate=44100)
    x[70000] = float("nan")
    write_wav("nan44.wav", x, rate=44100)
    done = run("tag", "--json", "nan44.wav")
    assert done.status == 0
    assert "not a number" in done.complaints[0], done.err
    for line in done.out.splitlines():
        assert all(0 <= t["p"] <= 1 for t in json.loads(line)["tags"])


def test_addresses():
    """addresses that lead nowhere"""
    expect("foo://bar", 1, "“foo”", 0)
    expect("http://127.0.0.1:9/none", 1, "connection", 0)
    done = run("tag", "file:///no/such/file.ogg")
    assert done.status == 1 and "no such file" in done.err, done.err


def test_corrupt_model():
    """a model that is none is named once, whatever the inputs"""
    write_wav("some.wav", music(1))
    cases = {"empty.safetensors": b"", "text.safetensors": b"hello\n" * 99,
             "long.safetensors": struct.pack("<Q", 2 ** 62) + b"{}",
             "zero.safetensors": struct.pack("<Q", 2) + b"{}"}
    for name, bytes_ in cases.items():
        with open(name, "wb") as file:
            file.write(bytes_)
        for command in (["tag", "--model", name, "some.wav", "some.wav"],
                        ["info", name]):
            done = run(*command)
            assert done.status == 1, (name, done.err)
            assert len(done.complaints) == 1, done.err
            assert name in done.err and done.out == "", done.err
    done = run("tag", "--model", "none.safetensors", "some.wav")
    assert done.status == 1 and len(done.complaints) == 1, done.err


def test_output_not_writable():
    """an output that cannot be written"""
    write_wav("some.wav", music(1))
    done = run("tag", "--output", "nosuchfolder/out.json", "some.wav")
    assert done.status == 1 and done.out == "", done.err
    assert done.complaints[0].startswith(
        "glissando: nosuchfolder/out.json: ") and len(done.complaints) == 1
    if os.path.exists("/dev/full"):
        done = run("tag", "-o", "/dev/full", "some.wav")
        assert done.status == 1, done.err
        assert "/dev/full: it cannot be written" in done.err, done.err


def test_the_rest_is_done():
    """bad inputs do not keep good ones from being tagged"""
    write_wav("good.wav", music(3))
    write_wav("fine.wav", music(3, seed=2))
    done = run("tag", "--json", "--top", 1, "good.wav", "nosuch.ogg",
               "text.mp3", "fine.wav")
    assert done.status == 1
    names = [json.loads(line)["input"] for line in done.out.splitlines()]
    assert sorted(names) == ["fine.wav"] * 2 + ["good.wav"] * 2, names
    # Two that are wrong, and two that are short.
    assert len(done.complaints) == 4, done.err


def test_strange_names():
    """file names of any bytes"""
    names = ["a b, \"c\".wav", "-dash.wav", "100%.wav", "new\nline.wav",
             b"latin-\xe9.wav".decode("utf-8", "surrogateescape"), "#1?.wav"]
    for name in names:
        write_wav(name, music(0.5))
        done = run("tag", "--json", "--top", 1, "--", name)
        assert done.status == 0, done.err
        assert len(done.complaints) == 1, done.err
        done.out.encode("utf-8")
        for line in done.out.splitlines():
            assert json.loads(line)["input"] == name.encode(
                "utf-8", "surrogateescape").decode("utf-8", "replace")


main(test_missing_file, test_empty_file, test_text, test_noise_bytes,
     test_empty_folder, test_unreadable, test_header_only, test_video,
     test_truncated, test_short, test_one_sample, test_silence,
     test_not_finite, test_not_finite_and_resampled, test_addresses,
     test_corrupt_model, test_output_not_writable, test_the_rest_is_done,
     test_strange_names)
