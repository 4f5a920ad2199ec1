"""`glissando evaluate`: it measures what `tag` says, on the rows asked for.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import http.server
import json
import os

import numpy as np

from glissando import main, run, write_wav
from loopback import serve

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                     "lib", "net", "mtat.safetensors")
RATE = 16000
STRIDE = 8192
SEGMENT = 56 * STRIDE  # of the built-in model
# Files without remainder and with one, shorter than a segment, shorter than a
# frame; of other rates and channels than the model's; with silence in them.
FILES = {"short.wav": (5 * RATE, RATE, 1), "tiny.wav": (3000, RATE, 1),
         "one.wav": (SEGMENT, RATE, 1), "two.wav": (2 * SEGMENT, RATE, 1),
         "rest.wav": (SEGMENT + 6 * RATE + 77, RATE, 1),
         "stereo.wav": (40 * 44100 + 1234, 44100, 2),
         "half-silent.wav": (3 * SEGMENT, RATE, 1),
         "silent.wav": (SEGMENT + RATE, RATE, 1)}


def noise(n, seed):
    """Noise whose level and colour change, so that segments differ."""
    rand = np.random.default_rng(seed)
    x = rand.normal(size=n)
    t = np.arange(n) / RATE
    slow = np.sin(2 * np.pi * (0.03 + 0.01 * seed) * t)
    tone = np.sign(np.sin(2 * np.pi * 110 * 2 ** (seed / 7) * t))
    return 0.1 * (1 + slow) * x + 0.2 * (1 - slow) * tone


def prepare():
    if os.path.exists("data.csv"):
        return
    for seed, (name, (n, rate, channels)) in enumerate(FILES.items()):
        x = np.stack([noise(n, seed + 10 * c) for c in range(channels)], 1)
        if "silent" in name:
            x[20 * RATE if "half" in name else 0:] = 0
        write_wav(name, x.ravel().tolist(), rate=rate, channels=channels)
    with open("data.csv", "w") as file:
        file.write("path,classical,techno\n")
        for k, name in enumerate(FILES):
            file.write(f"{name},{k % 2},{(k + 1) % 2}\n")


def evaluate(*options, data="data.csv", status=0):
    prepare()
    done = run("evaluate", "--data", data, "--cache", "cache", *options)
    assert done.status == status, (done.status, done.err)
    return done


def predictions(name):
    """What stands in a file of predictions, by path; numbers as written."""
    with open(name, newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def test_says_what_tag_says():
    """the means of whole files are those of tag's summaries, digit for digit,
    for any number of jobs and any context"""
    done = evaluate("--predictions", "p1.csv", "--jobs", 1)
    rows = predictions("p1.csv")
    assert set(rows) == set(FILES)
    heard = {}
    for line in run("tag", "--json", *FILES).out.splitlines():
        line = json.loads(line, parse_float=str)
        heard.setdefault(line["input"], []).append(line)
    for name, lines in heard.items():
        segments, summary = lines[:-1], lines[-1]
        assert summary["summary"]
        assert len(segments) == {"short.wav": 1, "tiny.wav": 1, "one.wav": 1,
                                 "two.wav": 2, "rest.wav": 2,
                                 "stereo.wav": 2, "half-silent.wav": 3,
                                 "silent.wav": 2}[name]
        for tag in summary["tags"]:
            digits = len(tag["p"].partition(".")[2])
            mine = f"{float(rows[name][tag['tag']]):.{digits}f}"
            assert mine == tag["p"], (name, tag, rows[name][tag["tag"]])
    # With a cache that is empty, and with one that is full.
    for jobs, cache in ((8, "other"), (3, "other"), (64, "cache")):
        again = evaluate("--predictions", "p2.csv", "--jobs", jobs, "--cache",
                         cache, "--context", jobs)
        assert open("p1.csv").read() == open("p2.csv").read()
        assert again.out == done.out


def test_predictions_are_a_manifest():
    """what the model says of rows is written in a manifest's own form, and the
    model agrees with it"""
    evaluate("--predictions", "p1.csv")
    done = evaluate("--json", data="p1.csv")
    about = json.loads(done.out)
    assert about["rows"] == len(FILES) and about["split"] == "all"
    for tag in about["tags"]:
        if tag["pearson"] is not None:
            assert tag["pearson"] > 0.999999, tag


def test_predictions_lose_nothing():
    """predictions replace nothing that is read, and a folder that is not there
    is noticed at once"""
    prepare()
    before = [open(path, "rb").read() for path in ("data.csv", "one.wav")]
    for path, status in (("data.csv", 2), ("./data.csv", 2), ("one.wav", 2),
                         ("nosuch/p.csv", 1), (".", 1)):
        done = evaluate("--predictions", path, status=status)
        assert len(done.complaints) == 1 and done.out == "", done.err
    assert before == [open(path, "rb").read()
                      for path in ("data.csv", "one.wav")]


def distort(p, slope, offset):
    """By other logits."""
    return 1 / (1 + np.exp(-slope * np.log(p / (1 - p)) - offset))


def test_calibrate():
    """probabilities come to fit the labels, the order of rows stays; a tag that
    nothing is known of says what it said; the model is another file"""
    prepare()
    windows = [(name, start) for name in ("two.wav", "rest.wav", "stereo.wav")
               for start in np.arange(0, 34, 2)]
    write_manifest("windows.csv", "path,start_s,end_s,classical,techno",
                   *(f"{name},{start},{start + 1.5},0,1"
                     for name, start in windows))
    options = ["--context", 1, "--model", MODEL]
    evaluate(*options, "--predictions", "said.csv", data="windows.csv")
    with open("said.csv", newline="") as file:
        said = list(csv.DictReader(file))
    assert len(said) == len(windows)
    fields = ["path", "start_s", "end_s", "classical", "techno"]
    with open("windows.csv", "w") as file:
        out = csv.DictWriter(file, fields, extrasaction="ignore")
        out.writeheader()
        for row in said:
            out.writerow({
                **row, "classical": distort(float(row["classical"]), 0.6, 0.9),
                "techno": distort(float(row["techno"]), 1.7, -0.5)})
    done = evaluate(*options, "--calibrate", "fitting.safetensors",
                    data="windows.csv")
    assert "probabilities of 2 tags" in done.out, done.out
    before, after = (
        json.loads(evaluate("--json", "--context", 1, "--model", model,
                            "--predictions", f"{k}.csv",
                            data="windows.csv").out)
        for k, model in enumerate((MODEL, "fitting.safetensors")))
    for old, new in zip(before["tags"], after["tags"]):
        assert old["calibration_error"] > 0.02, old
        assert new["calibration_error"] < old["calibration_error"] / 5, new
        assert abs(new["roc_auc"] - old["roc_auc"]) < 1e-3
    assert before["calibration_error"] > 5 * after["calibration_error"]
    rows = [list(csv.DictReader(open(f"{k}.csv", newline=""))) for k in (0, 1)]
    for old, new in zip(*rows):
        assert abs(float(old["guitar"]) - float(new["guitar"])) < 1e-5
    about = json.loads(run("info", "--json", "fitting.safetensors").out)
    kept = about["provenance"]["calibration"]
    assert kept["rows"] == len(windows) and kept["tags"] == 2, kept
    assert kept["data"] == "windows.csv" and kept["split"] == "all", kept
    for more, status in ((["--calibrate", MODEL, "--model", MODEL], 2),
                         (["--calibrate", "x.safetensors"], 2),
                         (["--calibrate", "no/x", "--model", MODEL], 1),
                         (["--calibrate", "x", "--model", MODEL, "--events",
                           "windows.csv"], 2)):
        done = evaluate(*more, data="windows.csv", status=status)
        assert len(done.complaints) == 1, done.err


def write_manifest(name, *lines):
    with open(name, "w") as file:
        file.write("\n".join(lines) + "\n")


def test_splits():
    """a split is any name; valid is what is meant, all where there is none"""
    prepare()
    write_manifest("splits.csv", "path,split,classical",
                   "short.wav,train,0.1", "one.wav,valid,0.2",
                   "two.wav,valid,0.9", "tiny.wav,test,0.3",
                   "rest.wav,fold 3,0.4")
    for split, rows in ((None, 2), ("valid", 2), ("train", 1), ("test", 1),
                        ("fold 3", 1), ("all", 5)):
        options = ["--split", split] if split else []
        about = json.loads(evaluate("--json", *options,
                                    data="splits.csv").out)
        assert about["rows"] == rows, (split, about)
        assert about["split"] == (split or "valid")
    assert json.loads(evaluate("--json").out)["rows"] == len(FILES)
    done = evaluate("--split", "half", data="splits.csv", status=1)
    assert len(done.complaints) == 1, done.err
    for split in ("train", "valid", "test", "fold 3"):
        assert f"“{split}”" in done.err, done.err


def test_numbers():
    """a number that is none, or out of range, is refused in a sentence"""
    prepare()
    for options in (["--jobs", "1000"], ["--jobs", "0"], ["--jobs", "-1"],
                    ["--jobs", "x"], ["--context", "nan"],
                    ["--context", "-1"], ["--context", "inf"],
                    ["--context", "1e300"]):
        done = evaluate(*options, status=2)
        assert len(done.complaints) == 1 and done.out == "", options
    rows = ["short.wav,0,1e300,1", "short.wav,0,1e18,1", "short.wav,nan,,1",
            "short.wav,1e300,,1", "short.wav,-1,,1", "short.wav,0,3,1e300",
            "short.wav,999999,1000000,1"]
    write_manifest("numbers.csv", "path,start_s,end_s,classical", *rows,
                   "short.wav,0.5,4.5,1")
    done = evaluate("--json", data="numbers.csv", status=1)
    assert json.loads(done.out)["rows"] == 1
    said = "\n".join(done.complaints)
    assert len(done.complaints) == len(rows), said
    for line in range(2, 2 + len(rows)):
        assert f"line {line} " in said, (line, said)


def test_never_ending_manifest():
    """a device is no manifest"""
    for device in ("/dev/zero", "/dev/urandom"):
        done = evaluate(data=device, status=1)
        assert len(done.complaints) == 1, done.err


def test_rows_near_the_start():
    """rows whose surroundings begin before those of an earlier row"""
    prepare()
    rows = [f"one.wav,{start},{start + 2},1"
            for start in (0.01, 0.3, 0.512, 0.6, 1.03, 5.2, 5.3)]
    head = "path,start_s,end_s,classical"
    write_manifest("near.csv", head, *rows)
    evaluate("--predictions", "together.csv", "--cache", "near",
             data="near.csv")
    with open("together.csv") as file:
        together = file.read().splitlines()
    for k, row in enumerate(rows):
        write_manifest("alone.csv", head, row)
        evaluate("--predictions", "alone-p.csv", "--cache", f"alone{k}",
                 data="alone.csv")
        with open("alone-p.csv") as file:
            assert file.read().splitlines()[1] == together[k + 1], row


class Radio(http.server.BaseHTTPRequestHandler):
    """Sun audio of unknown length, without end."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "audio/basic")
        self.end_headers()
        sound = (8000 * noise(RATE, 1)).astype(">i2").tobytes()
        head = b".snd" + b"".join(n.to_bytes(4, "big") for n in (
            24, 0xffffffff, 3, RATE, 1))
        try:
            self.wfile.write(head)
            while True:
                self.wfile.write(sound)
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


def test_radio():
    """a row of a stream that never ends needs an end"""
    prepare()
    server = serve(Radio)
    uri = f"http://127.0.0.1:{server.server_address[1]}/a.au"
    write_manifest("radio.csv", "path,start_s,end_s,classical",
                   f"{uri},,,1", f"{uri},1,6,1", f"{uri},2,,1")
    done = run("evaluate", "--data", "radio.csv", "--cache", "radio", "--json",
               timeout=60)
    server.shutdown()
    assert done.status == 1 and json.loads(done.out)["rows"] == 1, done.err
    assert len(done.complaints) == 2, done.err
    assert "line 2 " in done.err and "line 4 " in done.err, done.err
    assert done.err.count("end_s") == 2, done.err


def test_cache():
    """the cache says what it takes, and is emptied of nothing but features"""
    evaluate()
    with open("cache/mine", "w") as file:
        file.write("mine")
    show = run("cache", "--cache", "cache")
    assert show.status == 0 and " files, " in show.out, show.out
    lines = show.out.splitlines()
    assert len(lines) == 2 and "transform=jtfst rate=16000" in lines[1], lines
    # One entry is larger than what may stay: all go but none that is small.
    few = run("cache", "--keep", "1M", "--cache", "cache")
    assert few.status == 0 and "removed" in few.out, few.out
    left = sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk("cache") for name in names)
    assert 0 < left <= 1 << 20, left
    for options in (["--keep", "x"], ["--keep", "-1"], ["--keep", "1Z"],
                    ["--keep", "nan"], ["--keep", "1e300"],
                    ["--keep", "1G", "--empty"], ["--keep"], ["more"]):
        done = run("cache", "--cache", "cache", *options)
        assert done.status == 2 and len(done.complaints) == 1, options
    evaluate()
    empty = run("cache", "--empty", "--cache", "cache")
    assert empty.status == 0 and "removed" in empty.out, empty.out
    assert os.listdir("cache") == ["mine"]
    assert " 0 files" in run("cache", "--cache", "cache").out
    evaluate()


def test_hard_labels():
    """labels that are all 0 or 1 are taken as they are"""
    done = evaluate("--json")
    for tag in json.loads(done.out)["tags"]:
        assert tag["positive"] == 4 and tag["roc_auc"] is not None, tag
    assert "0 or 1" in evaluate().out


DISTURBANCES = ["gain=-6", "noise=20", "tempo=1.25", "pitch=1", "drc=speech",
                "mp3=32"]


def has_disturbance(name):
    """Whether this machine and this build have what it takes."""
    done = run("evaluate", "--data", "nosuch.csv", "--disturb", name)
    return "cannot be had" not in done.err


def test_disturb():
    """a model hears something else after each disturbance, the same for any
    number of jobs and any order of rows, and the cache knows one from the
    other"""
    prepare()
    head, *rows = open("data.csv").read().splitlines()
    rows = [row for row in rows if row.split(",")[0] in (
        "short.wav", "rest.wav", "stereo.wav")]
    write_manifest("few.csv", head, *rows)
    write_manifest("reverse.csv", head, *rows[::-1])
    evaluate("--predictions", "plain.csv", data="few.csv")
    plain = predictions("plain.csv")
    known = [plain]
    for what in filter(has_disturbance, DISTURBANCES):
        for k, (jobs, data, cache) in enumerate((
                (1, "few.csv", "cache"), (8, "reverse.csv", "disturbed"),
                (2, "few.csv", "disturbed"))):
            done = evaluate("--disturb", what, "--predictions", "d.csv",
                            "--jobs", jobs, "--cache", cache, data=data)
            assert what in done.out, done.out
            if k == 0:
                heard = predictions("d.csv")
            assert predictions("d.csv") == heard, (what, jobs)
        for other in known:
            assert all(other[path] != heard[path] for path in heard), what
        known.append(heard)
    # Not what the last disturbance left in the cache.
    evaluate("--predictions", "plain.csv", data="few.csv")
    assert predictions("plain.csv") == plain


def test_disturb_in_order():
    """several disturbances are done in the order given, and JSON says which"""
    write_manifest("one.csv", "path,classical", "short.wav,1")
    prepare()
    heard = []
    for first, second in (("gain=-60", "noise=0"), ("noise=0", "gain=-60")):
        done = evaluate("--json", "--disturb", first, "--disturb", second,
                        "--predictions", "d.csv", data="one.csv")
        assert json.loads(done.out)["disturb"] == [first, second], done.out
        heard.append(predictions("d.csv"))
    assert "disturb" not in json.loads(evaluate("--json", data="one.csv").out)
    # The noise is as loud as the row in both, so only rounding differs.
    for a, b in zip(heard[0]["short.wav"].items(),
                    heard[1]["short.wav"].items()):
        if a[0] not in ("path", "start_s", "end_s", "split"):
            assert abs(float(a[1]) - float(b[1])) < 1e-3, (a, b)
    for seed, same in ((0, True), (1, False)):
        evaluate("--disturb", "noise=0", "--disturb", "gain=-60", "--seed",
                 seed, "--predictions", "d.csv", data="one.csv")
        assert (predictions("d.csv") == heard[1]) == same, seed


def test_disturb_refusals():
    """names and values that there are not are refused in a sentence, and so is
    what this machine lacks"""
    prepare()
    for what in ("", "gain", "gain=x", "gain=61", "noise=nan", "tempo=0",
                 "drc=loud", "mp3=33", "nosuch=1"):
        done = evaluate("--disturb", what, status=2)
        assert len(done.complaints) == 1 and done.out == "", (what, done.err)
        assert "--disturb" in done.err, done.err
    done = evaluate("--seed", "-1", status=2)
    assert len(done.complaints) == 1, done.err
    os.makedirs("empty", exist_ok=True)
    done = run("evaluate", "--data", "data.csv", "--disturb", "drc=radio",
               env={"PATH": os.path.abspath("empty")})
    assert done.status == 1 and done.out == "", done.err
    assert len(done.complaints) == 1 and "sox" in done.err, done.err
    # One that dies before it has read anything
    with open("empty/sox", "w") as file:
        file.write("#!/bin/sh\nexit 1\n")
    os.chmod("empty/sox", 0o755)
    write_manifest("one.csv", "path,classical", "short.wav,1")
    done = run("evaluate", "--data", "one.csv", "--disturb", "drc=radio",
               "--cache", "sox", env={"PATH": os.path.abspath("empty")})
    assert done.status == 1 and done.out == "", done.err
    assert "line 2 is left out: sox has failed" in done.err, done.err


main(test_says_what_tag_says, test_predictions_are_a_manifest,
     test_predictions_lose_nothing, test_splits, test_numbers,
     test_never_ending_manifest, test_rows_near_the_start, test_radio,
     test_cache, test_hard_labels, test_disturb, test_disturb_in_order,
     test_disturb_refusals)
