"""Files whose time stamps jump are heard as what their samples are.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import random
import struct

from glissando import launch, main, music, run, write_wav

SECONDS = 34

STEP_CHANGE = [-1, -1, -1, -1, 2, 4, 6, 8]
STEPS = [7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37,
         41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157, 173,
         190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658,
         724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066,
         2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484,
         7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818,
         18500, 20350, 22385, 24623, 27086, 29794, 32767]


def rows_of(path):
    done = run("tag", "--json", path)
    assert done.status == 0 and "declared" not in done.err, done.err
    rows = [json.loads(line) for line in done.out.splitlines()]
    return [r for r in rows if "summary" not in r]


def assert_alike(a, b, most):
    assert len(a) == len(b), (len(a), len(b))
    for one, other in zip(a, b):
        assert abs(one["start"] - other["start"]) < 0.2, (one, other)
        assert abs(one["end"] - other["end"]) < 0.2, (one, other)
        p = {t["tag"]: t["p"] for t in other["tags"]}
        for tag in one["tags"]:
            if tag["tag"] in p:
                assert abs(tag["p"] - p[tag["tag"]]) < most, (tag, p)


def frames_of_mp3(data):
    """The frames of MPEG 1 layer 3 at 44.1 kHz, without what is around them."""
    kbits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    at = data.index(b"\xff\xfb")
    while data[at:at + 2] == b"\xff\xfb":
        size = (144000 * kbits[data[at + 2] >> 4] // 44100
                + (data[at + 2] >> 1 & 1))
        yield data[at:at + size]
        at += size


def test_junk_in_mp3():
    """junk bytes between the frames of an MP3 leave its rows what they are"""
    write_wav("m.wav", music(SECONDS, 44100), rate=44100)
    # Without the bit reservoir, so that nothing but junk is damaged.
    assert launch("filesrc location=m.wav ! wavparse ! audioconvert "
                  "! lamemp3enc target=bitrate bitrate=320 cbr=true "
                  "! filesink location=whole.mp3")
    noise = random.Random(1)
    with open("whole.mp3", "rb") as f:
        frames = list(frames_of_mp3(f.read()))
    assert len(frames) > 1000, len(frames)
    with open("junk.mp3", "wb") as f:
        for k, frame in enumerate(frames):
            f.write(frame)
            if k % 20 == 19:
                f.write(bytes(noise.randrange(128) for _ in range(400)))
    assert_alike(rows_of("junk.mp3"), rows_of("whole.mp3"), 0.05)


def ima_code(sample, value, index):
    """The code of a sample, what it decodes to, and the next step's index."""
    step = STEPS[index]
    code = min(abs(sample - value) * 4 // step, 7)
    change = (step >> 3) + sum(step >> k for k in range(3) if code & 4 >> k)
    sign = 8 if sample < value else 0
    value = max(-32768, min(32767, value - change if sign else value + change))
    return code | sign, value, max(0, min(88, index + STEP_CHANGE[code]))


def write_ima(path, samples, rate, align=1024):
    """A WAV of IMA ADPCM, mono; what fills no block is left out."""
    per_block = 2 * (align - 4) + 1
    blocks = bytearray()
    index = 0
    for at in range(0, len(samples) - per_block + 1, per_block):
        value = samples[at]
        blocks += struct.pack("<hBB", value, index, 0)
        codes = []
        for sample in samples[at + 1:at + per_block]:
            code, value, index = ima_code(sample, value, index)
            codes.append(code)
        blocks += bytes(a | b << 4 for a, b in zip(codes[::2], codes[1::2]))
    form = struct.pack("<HHIIHHHH", 0x11, 1, rate, rate * align // per_block,
                       align, 4, 2, per_block)
    with open(path, "wb") as f:
        f.write(b"RIFF" + struct.pack("<I", 28 + len(form) + len(blocks))
                + b"WAVEfmt " + struct.pack("<I", len(form)) + form
                + b"data" + struct.pack("<I", len(blocks)) + blocks)


def test_ima_adpcm():
    """so does a decoder whose time stamps run at half the speed"""
    rate = 22050
    x = music(SECONDS, rate)
    write_wav("same.wav", x, rate=rate)
    write_ima("ima.wav", [round(32767 * v) for v in x], rate)
    assert_alike(rows_of("ima.wav"), rows_of("same.wav"), 0.05)


main(test_junk_in_mp3, test_ima_adpcm)
