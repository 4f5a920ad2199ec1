"""`glissando features`: shapes, axes, values.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import math
import os

from glissando import RATE, main, music, read_npy, run, write_wav

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
    assert about["parameters"]["normalise"] == "false"
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


def test_parameters_change_the_result():
    """every parameter is heard"""
    plain = features("--octaves", 10)
    for option in (["--octaves", 9], ["--q", "8,1"], ["--octaves-fr", 3,
                   "--f", 8], ["--q-fr", 1], ["--f", 12, "--lambda", "local"],
                   ["--stride", 512], ["--orientation", "up"],
                   ["--lambda", "local"], ["--normalise"],
                   ["--compress", "log"], ["--mu-skip", 2],
                   ["--rate", 8000]):
        other = features("--octaves", 10, *option)
        assert other[:2] != plain[:2], option
        name = option[0][2:]
        wanted = str(option[1]) if len(option) > 1 else "true"
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
        "transform": "mel", "rate": "16000", "compress": "log",
        "bands": "96", "fft": "512", "hop": "256"}, about["parameters"]
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
    assert about["parameters"]["s0"] == "true"
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


main(test_jtfst_default, test_jtfst_rich, test_parameters_change_the_result,
     test_scalogram, test_mel, test_timescattering, test_s0,
     test_mean_of_channels, test_options_of_other_transforms, test_failures)
