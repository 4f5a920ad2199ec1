"""The same music in other clothes has the same tags.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json

from glissando import (RATE, Skip, has_launch, launch, main, music, run,
                       write_wav)

SECONDS = 16


def tags_of(*inputs):
    """Probabilities by tag from the summary of each input."""
    done = run("tag", "--json", "--order", "input", *inputs)
    assert done.status == 0, done.err
    summaries = [json.loads(line) for line in done.out.splitlines()
                 if '"summary"' in line]
    assert [s["input"] for s in summaries] == list(inputs)
    return [{t["tag"]: t["p"] for t in s["tags"]} for s in summaries]


def distance(a, b):
    assert a.keys() == b.keys() and len(a) > 1
    return max(abs(a[tag] - b[tag]) for tag in a)


def convert(steps, path):
    """wav.wav through steps to path; FALSE if an element is missing."""
    return launch(f"filesrc location=wav.wav ! wavparse ! {steps} "
                  f"! filesink location={path}")


def prepare():
    if not has_launch():
        raise Skip("gst-launch-1.0 is not installed")
    write_wav("wav.wav", music(SECONDS))


def test_tags_depend_on_the_input():
    """other music has other tags"""
    prepare()
    write_wav("other.wav", [0.3 * (-1) ** (i // 40)
                            for i in range(SECONDS * RATE)])
    a, b = tags_of("wav.wav", "other.wav")
    assert distance(a, b) > 0.01, distance(a, b)


def test_containers():
    """lossless audio has exactly the same tags in FLAC, Ogg, Matroska, AIFF
    and WAV"""
    prepare()
    ways = {"flac": "flacenc", "oga": "flacenc ! flacparse ! oggmux",
            "mka": "flacenc ! flacparse ! matroskamux", "16.wav": "wavenc",
            "aiff": "audioconvert ! aiffmux"}
    files = [f"same.{ending}" for ending, steps in ways.items()
             if convert("audioconvert dithering=none "
                        f"! audio/x-raw,format=S16LE ! {steps}",
                        f"same.{ending}")]
    assert len(files) >= 3, files
    tags = tags_of(*files)
    for path, other in zip(files, tags):
        assert other == tags[0], (path, distance(other, tags[0]))


def test_buffers():
    """tags do not depend on how the samples are cut into buffers"""
    prepare()
    # Matroska keeps the cuts that the muxer gets.
    if not convert("audiobuffersplit output-buffer-size=997 ! matroskamux",
                   "cut.mka"):
        raise Skip("audiobuffersplit is not installed")
    a, b = tags_of("wav.wav", "cut.mka")
    assert a == b, distance(a, b)


def test_lossy():
    """MP3, Vorbis and Opus come close"""
    prepare()
    ways = {"mp3": "lamemp3enc target=bitrate bitrate=192 cbr=true",
            "ogg": "vorbisenc quality=0.7 ! oggmux",
            "opus": "audioresample ! audio/x-raw,rate=48000 "
                    "! opusenc bitrate=192000 ! oggmux"}
    files = [f"lossy.{ending}" for ending, steps in ways.items()
             if convert(f"audioconvert ! {steps}", f"lossy.{ending}")]
    assert files
    original, *tags = tags_of("wav.wav", *files)
    for path, other in zip(files, tags):
        assert distance(original, other) < 0.2, (
            path, distance(original, other))


def test_rates():
    """sample rates from 8 to 96 kHz"""
    prepare()
    files = []
    for rate in (8000, 11025, 22050, 32000, 44100, 48000, 96000):
        files.append(f"{rate}.wav")
        assert convert("audioresample quality=10 "
                       f"! audio/x-raw,rate={rate} ! wavenc", files[-1])
    original, *tags = tags_of("wav.wav", *files)
    for path, other in zip(files, tags):
        # At 8 kHz the upper octave is missing.
        limit = 0.05 if int(path[:-4]) >= RATE else 0.3
        assert distance(original, other) < limit, (
            path, distance(original, other))


def test_channels():
    """stereo and 5.1 are heard as the mean of their channels"""
    mono = music(SECONDS)
    write_wav("mono.wav", mono)
    for channels in (2, 6):
        write_wav(f"equal{channels}.wav",
                  [x for x in mono for _ in range(channels)],
                  channels=channels)
    # All that one channel has, alone in it: 1/6 of it is the mean.
    write_wav("sixth.wav", [x / 6 for x in mono])
    for c in range(6):
        write_wav(f"only{c}.wav", [x if k == c else 0.0
                                   for x in mono for k in range(6)],
                  channels=6)
    original, *equal = tags_of("mono.wav", "equal2.wav", "equal6.wav")
    for other in equal:
        assert distance(original, other) < 1e-3, distance(original, other)
    original, *only = tags_of("sixth.wav",
                              *[f"only{c}.wav" for c in range(6)])
    for c, other in enumerate(only):
        assert distance(original, other) < 1e-3, (c, distance(original, other))


def test_video_with_audio():
    """the audio of a video"""
    prepare()
    if not launch("videotestsrc num-buffers=100 ! theoraenc ! matroskamux "
                  "name=m ! filesink location=video.mkv filesrc "
                  "location=wav.wav ! wavparse ! m."):
        raise Skip("theoraenc is not installed")
    a, b = tags_of("wav.wav", "video.mkv")
    assert a == b, distance(a, b)


main(test_tags_depend_on_the_input, test_containers, test_buffers, test_lossy,
     test_rates, test_channels, test_video_with_audio)
