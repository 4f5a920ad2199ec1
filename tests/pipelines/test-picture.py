"""`glissando features --picture`: a PNG that shows what is to be heard.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import math
import os
import struct
import zlib

from glissando import (RATE, Skip, has_launch, launch, main, music, read_npy,
                       run, write_wav)


def read_png(path):
    """Rows of (r, g, b), of an 8-bit RGB picture that is not interlaced."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        crc, = struct.unpack(">I", data[at + 8 + size:at + 12 + size])
        assert crc == zlib.crc32(kind + body), kind
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">IIBBBBB", body)
            assert form == [8, 2, 0, 0, 0], form
        elif kind == b"IDAT":
            packed += body
        at += 12 + size
    assert kind == b"IEND"
    raw, stride, rows = zlib.decompress(packed), 3 * width, []
    above = bytes(stride)
    for y in range(height):
        method, *line = raw[y * (stride + 1):(y + 1) * (stride + 1)]
        for i in range(stride):
            a = line[i - 3] if i >= 3 else 0
            b, c = above[i], above[i - 3] if i >= 3 else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b),
                        (abs(p - c), 2, c))[2]
            line[i] = (line[i] + (0, a, b, (a + b) // 2, paeth)[method]) & 255
        rows.append([tuple(line[i:i + 3]) for i in range(0, stride, 3)])
        above = line
    return rows


def need_pngenc():
    if has_launch() and not launch("videotestsrc num-buffers=1 ! pngenc "
                                   "! fakesink"):
        raise Skip("pngenc is not installed")


def draw(x, *options):
    need_pngenc()
    write_wav("in.wav", x)
    done = run("features", *options, "--picture", "out.png", "in.wav",
               timeout=60)
    assert done.status == 0 and done.err == "", done.err
    with open("out.png", "rb") as file:
        return file.read()


def draw_rows(x, *options):
    draw(x, *options)
    rows = read_png("out.png")
    assert (len(rows[0]), len(rows)) == (960, 540)
    return rows


def glide(seconds, from_hz, to_hz):
    x, phase = [], 0.0
    for i in range(seconds * RATE):
        x.append(0.5 * math.sin(phase))
        phase += 2 * math.pi / RATE * from_hz * (
            to_hz / from_hz) ** (i / (seconds * RATE))
    return x


def ridge(rows, x):
    """Height of the brightest pixel of a column, from below."""
    return len(rows) - max(range(len(rows)), key=lambda y: sum(rows[y][x]))


HISS, BUZZ = (230, 159, 0), (86, 180, 233)  # of the first two lanes


def find_bars(row, color):
    """(first, last) pixel of each run of a colour that is no letter."""
    runs, start = [], None
    for x, pixel in enumerate([*row, None]):
        if pixel == color and start is None:
            start = x
        elif pixel != color and start is not None:
            if x - start > 5:
                runs.append((start, x - 1))
            start = None
    return runs


def lane_of(rows, color):
    """The row with most of a colour."""
    return max(range(len(rows)), key=lambda y: rows[y].count(color))


def test_events():
    """what sounds has a bar in a lane of its name, from its onset to its offset
    on the axis of time; what is listed of others has none"""
    x = glide(8, 100, 4000)
    with open("marks.csv", "w") as file:
        file.write("clip,onset,offset,technique\n"
                   "in.wav,2,4,hiss\nin.wav,3,6,buzz; x\nin.wav,1,1.5,hiss\n"
                   "other.wav,0,8,other\n")
    plain = draw_rows(x, "--transform", "scalogram")
    rows = draw_rows(x, "--transform", "scalogram", "--events", "marks.csv")
    hiss, buzz = lane_of(rows, HISS), lane_of(rows, BUZZ)
    assert hiss < buzz, (hiss, buzz)
    (a, b), (c, d) = find_bars(rows[hiss], HISS)
    (e, f), = find_bars(rows[buzz], BUZZ)
    second = c - a  # from 1 s to 2 s, in pixels
    assert 90 < second < 120, second
    for got, wanted in ((b, 1.5), (d, 4), (e, 3), (f, 6)):
        assert abs((got - a) / second - (wanted - 1)) < 0.03, (got, wanted)
    assert rows != plain and lane_of(plain, HISS) == 0
    # The list may be what tag writes, and then only its events count.
    with open("tagged.csv", "w") as file:
        file.write("input,start,end,tag,p,kind,title,time\n"
                   "in.wav,1,1.5,hiss,0.9,event,,\nin.wav,2,4,hiss,1,event,,\n"
                   "in.wav,3,6,buzz; x,1,event,,\nin.wav,0,8,no,1,segment,,\n")
    assert draw_rows(x, "--transform", "scalogram", "--events",
                     "tagged.csv") == rows
    for options, status in ((["--events", "nosuch.csv"], 1),
                            (["--events", "in.wav"], 1)):
        done = run("features", "--transform", "scalogram", *options,
                   "--picture", "bad.png", "in.wav")
        assert done.status == status and len(done.complaints) == 1, done.err
        assert not os.path.exists("bad.png")
    done = run("features", "--transform", "scalogram", "--events",
               "marks.csv", "-o", "bad.npy", "in.wav")
    assert done.status == 2 and len(done.complaints) == 1, done.err
    done = run("features", "--layout", "plane", "--orientation", "both",
               "--events", "marks.csv", "--picture", "bad.png", "in.wav")
    assert done.status == 2 and len(done.complaints) == 1, done.err


def test_scalogram():
    """the ridge of a chirp rises in the picture"""
    rows = draw_rows(glide(4, 100, 4000), "--transform", "scalogram")
    heights = [ridge(rows, x) for x in range(100, 860, 60)]
    assert all(a < b for a, b in zip(heights, heights[1:])), heights
    # evenly, as octaves are: within two rows of the scalogram
    for i, height in enumerate(heights):
        line = heights[0] + (heights[-1] - heights[0]) * i / (len(heights) - 1)
        assert abs(height - line) < 12, heights


def test_plane():
    """rising is right of the middle, falling left"""
    for x, sign in (glide(4, 200, 2000), 1), (glide(4, 2000, 200), -1):
        rows = draw_rows(x, "--layout", "plane", "--orientation", "both")
        middle = 36 + (910 - 36) // 2
        left = sum(sum(p) for r in rows[30:500] for p in r[50:middle - 10])
        right = sum(sum(p) for r in rows[30:500] for p in r[middle + 10:900])
        assert sign * (right - left) > 0.1 * (right + left), (left, right)


def test_with_array():
    """an array may be written beside it, and is the same as without"""
    need_pngenc()
    write_wav("in.wav", music(3))
    for more in [], ["--picture", "out.png"]:
        done = run("features", "--octaves", 10, *more, "-o", "out.npy",
                   "in.wav", timeout=60)
        assert done.status == 0 and done.err == "", done.err
        array = read_npy("out.npy")
        if not more:
            alone = array
    assert array == alone and os.path.exists("out.json")
    assert len(read_png("out.png")) == 540


def test_parameters_are_drawn():
    """the picture is of the transform asked for"""
    x = music(3)
    pictures = [draw(x, "--octaves", 10, *options) for options in (
        [], ["--transform", "scalogram"], ["--q", "8,1"], ["--stride", 512],
        ["--normalise"], ["--compress", "log"], ["--orientation", "both"])]
    for i, picture in enumerate(pictures):
        assert picture not in pictures[:i], i


def test_looks():
    """size, colours, range, reference and scale are the user's"""
    x = music(3)
    plain = ["--transform", "scalogram", "--octaves", 10]
    pictures = [draw(x, *plain, *options) for options in (
        [], ["--range", 30], ["--reference", 0.01], ["--scale", "linear"],
        ["--colormap", "viridis"], ["--lowest", 500])]
    for i, picture in enumerate(pictures):
        assert picture not in pictures[:i], i
    draw(x, *plain, "--size", "320x200", "--colormap", "grey")
    rows = read_png("out.png")
    assert (len(rows[0]), len(rows)) == (320, 200)
    assert all(max(p) - min(p) < 8 for r in rows for p in r), "grey"


def test_orders():
    """the second order of time scattering is to be seen beside the first"""
    rows = draw_rows(music(6), "--transform", "timescattering")
    below = [max(p) for r in rows[300:500] for p in r[100:860]]
    assert max(below) > 230 and sum(below) / len(below) > 100


def test_music_has_contrast():
    """a plane of music is neither all bright nor all dark"""
    rows = draw_rows(music(6), "--layout", "plane", "--orientation", "both")
    inside = [sum(p) for r in rows[30:500] for p in r[50:900]]
    assert sum(v < 250 for v in inside) > 0.2 * len(inside)
    assert sum(v > 400 for v in inside) > 0.1 * len(inside)


def test_silence():
    """silence is named, in the picture and on stderr, and is no failure"""
    need_pngenc()
    write_wav("silent.wav", [0.0] * (3 * RATE))
    done = run("features", "--transform", "scalogram", "--picture", "out.png",
               "silent.wav", timeout=60)
    assert done.status == 0 and len(done.complaints) == 1, done.err
    assert "silent throughout" in done.err and "tags" not in done.err
    inside = [max(p) for r in read_png("out.png")[30:500] for p in r[60:880]]
    assert 20 < sum(v > 100 for v in inside) < 1000


def test_title():
    """the name of the input stands above, whatever it is written in"""
    need_pngenc()
    above = []
    for name in "mélancolie.wav", "日本.wav", "أغنية.wav":
        write_wav(name, music(1))
        done = run("features", "--transform", "mel", "--picture", "out.png",
                   name, timeout=60)
        assert done.status == 0 and done.err == "", done.err
        rows = read_png("out.png")[:14]
        assert rows not in above
        above.append(rows)
        assert sum(max(p) > 100 for r in rows for p in r[100:800]) > 50


def test_failures():
    """failures are one sentence, the right status, and leave no file"""
    need_pngenc()
    write_wav("in.wav", music(1))
    with open("text.ogg", "wb") as file:
        file.write(b"OggS" + bytes(range(256)) * 4)
    for status, options in (
            (1, ["--picture", "none.png", "nosuch.wav"]),
            (1, ["--picture", "none.png", "text.ogg"]),
            (1, ["--picture", "nosuch/none.png", "in.wav"]),
            (1, ["--picture", "none.png", "-o", "nosuch/none.npy", "in.wav"]),
            (1, ["--picture", "/dev/full", "in.wav"]),
            (2, ["in.wav"]),
            (2, ["-o", "none.png", "--picture", "none.png", "in.wav"]),
            (2, ["--layout", "round", "--picture", "none.png", "in.wav"]),
            (2, ["--layout", "plane", "-o", "none.npy", "in.wav"]),
            (2, ["--layout", "plane", "--transform", "scalogram",
                 "--picture", "none.png", "in.wav"])):
        done = run("features", *options, timeout=60)
        assert done.status == status, (options, done.status, done.err)
        assert len(done.complaints) == 1, done.err
        assert not [n for n in os.listdir(".") if n.startswith("none")]


main(test_events, test_scalogram, test_plane, test_with_array, test_parameters_are_drawn,
     test_looks, test_orders, test_music_has_contrast, test_silence, test_title,
     test_failures)
