"""`glissando train` and `evaluate`: a tiny model of a tiny world, made, tested,
used, and made again.

The world has three tags, each from 0 to 1: buzz (how square the wave is), hiss
(how much noise there is) and low (from 900 Hz down to 60 Hz).

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import json
import math
import os
import random
import re
import resource
import signal
import struct
import subprocess
import time

import numpy as np

from glissando import PROGRAM, main, read_npy, run, write_wav

RATE = 8000
SECONDS = 1.5
LABELS = ["buzz", "hiss", "low, deep"]
ARCH = {
    "architecture": 1, "name": "tiny",
    "front_end": {"transform": "jtfst", "rate": RATE, "octaves": 9,
                  "q": "8,1", "octaves-fr": 3, "q-fr": 1, "f": 8,
                  "stride": 512, "orientation": "both", "lambda": "local",
                  "normalise": False, "compress": "log", "mu-skip": 0},
    "frames": 20, "hop": 20,
    "layers": [
        {"type": "average_frames", "chunks": 2},
        {"type": "standardise", "shared_axes": 1},
        {"type": "fold"},
        {"type": "pack", "kernels": 2, "channels": 16,
         "groups": 4},
        {"type": "pack", "kernels": 2, "channels": 16,
         "groups": 4},
        {"type": "conv2d", "channels": "labels", "kernel": "all",
         "padding": "valid"},
        {"type": "sigmoid"}],
    "training": {"loss": "bce", "optimiser": "adamw", "schedule": "one-cycle",
                 "learning_rate": 0.003, "weight_decay": 0.01, "epochs": 30,
                 "batch": 8},
    "licence": "CC0-1.0"}


def sound(targets, rand):
    buzz, hiss, low = targets
    f = 900 * (60 / 900) ** low
    level = rand.uniform(0.1, 0.3)
    x = []
    for i in range(int(SECONDS * RATE)):
        s = math.sin(2 * math.pi * f * i / RATE)
        s += buzz * (math.copysign(1, s) - s) + hiss * rand.gauss(0, 1)
        x.append(level * s)
    return x


def prepare():
    if os.path.exists("data.csv"):
        return
    rand = random.Random(3)
    os.makedirs("audio")
    with open("data.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["path", "start_s", "end_s", "split", *LABELS])
        for k in range(40):
            name = f"audio/{k}.wav"
            x = []
            rows = []
            for half in range(2):
                targets = [round(rand.random(), 3) for _ in LABELS]
                rows.append([name, half * SECONDS, (half + 1) * SECONDS,
                             "valid" if k % 4 == 3 else "train", *targets])
                x += sound(targets, rand)
            out.writerows(rows)
            write_wav(name, x, rate=RATE)
    with open("tiny.json", "w") as file:
        json.dump(ARCH, file)


def train(output, *options, data="data.csv", status=0):
    prepare()
    done = run("train", "--data", data, "--arch", "tiny.json", "-o", output,
               "--cache", "cache", "--jobs", 2, "--name", "tiny", *options)
    assert done.status == status, done.err
    return done


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_train():
    """a model learns, and says how well"""
    done = train("model.safetensors")
    assert done.err == "", done.err
    assert "60 segments to train on, 20 to choose by, 3 tags" in done.out
    rows = re.findall(r"^ *(\d+)/30 +([\d.]+) +([\d.]+) +([-\d.]+) +([\d.]+)",
                      done.out, re.M)
    assert [int(r[0]) for r in rows] == list(range(1, 31)), done.out
    assert float(rows[-1][1]) < 0.95 * float(rows[0][1]), done.out
    best = re.search(r"Pearson ([\d.]+), ROC-AUC ([\d.]+)$", done.out, re.M)
    assert float(best[1]) > 0.6 and float(best[2]) > 0.7, done.out


def test_provenance():
    """the file says how the model came about"""
    train("model.safetensors", "--commit", "abc123", "--seed", 5, "--epochs",
          2, "--name", "toy", "--licence", "CC0-1.0")
    done = run("info", "--json", "model.safetensors")
    assert '"beta1": 0.9,' in done.out, done.out
    about = json.loads(done.out)
    assert about["name"] == "toy" and about["licence"] == "CC0-1.0"
    assert about["labels"] == LABELS
    assert about["front_end"]["rate"] == RATE
    provenance = about["provenance"]
    assert provenance["commit"] == "abc123" and provenance["seed"] == 5
    assert provenance["data"] == "data.csv"
    assert provenance["train_segments"] == 60
    assert provenance["training"]["epochs"] == 2
    assert provenance["training"]["epsilon"] == 1e-8
    assert 0 <= provenance["metrics"]["roc_auc"] <= 1


def test_evaluate():
    """evaluate agrees with what training said, and sees more"""
    done = train("model.safetensors")
    best = re.search(r"Pearson ([\d.]+), ROC-AUC ([\d.]+)$", done.out, re.M)
    arguments = ["evaluate", "--model", "model.safetensors", "--data",
                 "data.csv", "--cache", "cache"]
    about = json.loads(run(*arguments, "--json").out)
    # Half precision of the stored weights is the difference.
    assert abs(about["pearson"] - float(best[1])) < 0.01, about
    assert abs(about["roc_auc"] - float(best[2])) < 0.01, about
    assert about["rows"] == 20 and about["scored_tags"] == 3
    assert [t["tag"] for t in about["tags"]] == LABELS
    for tag in about["tags"]:
        assert tag["scored"] and tag["pearson"] > 0.4, tag
        assert 0.8 < tag["threshold"] < 1 and tag["roc_auc"] > 0.6, tag
    assert json.loads(run(*arguments, "--json", "--split", "all")
                      .out)["rows"] == 80
    text = run(*arguments)
    assert text.status == 0 and text.err == "", text.err
    for label in LABELS:
        assert label in text.out


def best_threshold(score, has):
    """The highest score with the largest F-measure; None without positives."""
    def f(at):
        yes = score >= at
        return 2 * (yes & has).sum() / (yes.sum() + has.sum())
    return max(sorted(set(score), reverse=True), key=f) if has.any() else None


def predicted(name, *options):
    """What `evaluate --predictions` writes of valid rows, by file and start."""
    done = run("evaluate", "--cache", "cache", "--predictions", name, *options)
    assert done.status == 0, done.err
    with open(name, newline="") as file:
        return {(r["path"], float(r["start_s"])): r
                for r in csv.DictReader(file)}


def test_thresholds():
    """for each tag the threshold with the largest F on the valid rows whose
    label is known is in the model; none for a tag that no such row has"""
    prepare()
    rand = random.Random(5)
    with open("data.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    hard = ["buzzes", "nobody", "part"]
    for row in rows:
        buzzes = int(float(row["buzz"]) > 0.6)
        row.update(buzzes=buzzes, part="" if rand.random() < 0.5 else buzzes,
                   nobody=int(row["split"] == "train" and rand.random() < 0.5))
    with open("hard.csv", "w", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    train("hard.safetensors", "--float32", "--epochs", 4, data="hard.csv")
    got = json.loads(run("info", "--json", "hard.safetensors").out)
    assert set(got["thresholds"]) == {*LABELS, "buzzes", "part"}
    said = predicted("said.csv", "--data", "hard.csv", "--model",
                     "hard.safetensors")
    for label in got["thresholds"]:
        known = [row for row in rows if row[label] != ""]
        soft = np.float32([row[label] for row in known
                           if row["split"] == "train"])
        above = 0.5 if label in hard else np.quantile(soft, 0.9)
        known = [row for row in known if row["split"] == "valid"]
        score = np.float32([said[row["path"], float(row["start_s"])][label]
                            for row in known])
        has = np.float32([row[label] for row in known]) > above
        assert 0 < has.sum() < len(has) < 21, label
        assert np.float32(got["thresholds"][label]) == best_threshold(
            score, has), label
    text = run("info", "hard.safetensors").out
    assert re.search(r"^Thresholds +buzz 0\.\d+, hiss", text, re.M), text


def test_present():
    """--present bounds which labels a threshold is to find; where few rows have
    them, the bound is the threshold"""
    prepare()
    train("present.safetensors", "--float32", "--epochs", 4, "--present", "0.1,0.3")
    train("rare.safetensors", "--epochs", 4, "--present", 0.9)
    about = json.loads(run("info", "--json", "present.safetensors").out)
    assert about["provenance"]["present"] == [0.1, 0.3]
    rare = json.loads(run("info", "--json", "rare.safetensors").out)
    assert rare["thresholds"] == {label: 0.9 for label in LABELS}, rare
    said = predicted("present.csv", "--data", "data.csv", "--model",
                     "present.safetensors")
    with open("data.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "valid"]
    scores = json.loads(run(
        "evaluate", "--data", "data.csv", "--model", "present.safetensors",
        "--cache", "cache", "--present", 0.3, "--json").out)
    for tag, label in zip(scores["tags"], LABELS):
        score = np.float32([said[row["path"], float(row["start_s"])][label]
                            for row in rows])
        has = np.float32([row[label] for row in rows]) >= 0.3
        assert 10 <= has.sum() < len(has), label
        at = best_threshold(score, has)
        assert np.float32(about["thresholds"][label]) == at, label
        yes = score >= at
        f = 2 * (yes & has).sum() / (yes.sum() + has.sum())
        assert tag["tag"] == label and abs(tag["f_at_threshold"] - f) < 1e-6
    for command in (["train", "--arch", "tiny.json", "-o", "x.safetensors"],
                    ["evaluate"]):
        done = run(*command, "--data", "data.csv", "--present", "0.3,0.1")
        assert done.status == 2 and "--present" in done.err, done.err


def test_tag_by_thresholds():
    """tag --threshold auto says each tag from its threshold on; a model that
    has none is named"""
    train("model.safetensors")
    limits = json.loads(run("info", "--json", "model.safetensors")
                        .out)["thresholds"]
    files = [f"audio/{k}.wav" for k in range(12)]
    tag = ["tag", "--json", "--order", "input", "--model", "model.safetensors",
           *files]
    said = [json.loads(line)["tags"] for line in run(*tag).out.splitlines()]
    chosen = [json.loads(line)["tags"] for line in
              run(*tag, "--threshold", "auto").out.splitlines()]
    assert [[t for t in tags if t["p"] >= limits[t["tag"]]]
            for tags in said] == chosen
    assert 0 < sum(map(len, chosen)) < sum(map(len, said))
    with open("train-only.csv", "w") as file, open("data.csv") as data:
        file.writelines(line for line in data if ",valid," not in line)
    train("without.safetensors", "--epochs", 1, data="train-only.csv")
    assert "thresholds" not in run("info", "--json", "without.safetensors").out
    for options, status in ((["--threshold", "auto"], 2),
                            (["--threshold", "mine"], 2)):
        done = run("tag", "--model", "without.safetensors", *options, *files)
        assert done.status == status and done.out == "", done.out
        assert len(done.complaints) == 1 and "--threshold" in done.err


def test_tag_with_it():
    """tag uses the model, and hears what is there"""
    train("model.safetensors")
    rand = random.Random(99)
    trials = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    names = []
    for k, targets in enumerate(trials):
        names.append(f"trial{k}.wav")
        write_wav(names[-1], sound(targets, rand), rate=RATE)
    done = run("tag", "--json", "--order", "input", "--model",
               "model.safetensors", *names)
    assert done.status == 0, done.err
    lines = [json.loads(line) for line in done.out.splitlines()]
    heard = [{t["tag"]: t["p"] for t in line["tags"]}
             for line in lines if line.get("summary")]
    for k, label in enumerate(LABELS):
        yes = [p[label] for p, t in zip(heard, trials) if t[k]]
        no = [p[label] for p, t in zip(heard, trials) if not t[k]]
        assert sum(yes) / 4 > sum(no) / 4 + 0.1, (label, yes, no)


def test_other_front_ends():
    """a model on any transform can be trained, and tags"""
    prepare()
    write_wav("heard.wav", sound([0.2, 0.8, 0.4], random.Random(98)),
              rate=RATE)
    for front_end in (
            {"transform": "mel", "rate": RATE, "bands": 24, "fft": 256,
             "hop": 256, "compress": "log"},
            {"transform": "scalogram", "rate": RATE, "octaves": 9, "q": "3,1",
             "stride": 512, "compress": "log"},
            {"transform": "timescattering", "rate": RATE, "octaves": 6,
             "q": "2,1", "stride": 64, "normalise": True,
             "compress": "log"}):
        name = front_end["transform"]
        with open("other.json", "w") as file:
            json.dump({**ARCH, "front_end": front_end, "layers": [
                {"type": "average_frames", "chunks": 2},
                {"type": "standardise", "shared_axes": 1}, {"type": "fold"},
                {"type": "conv2d", "channels": "labels", "kernel": "all",
                 "padding": "valid"}, {"type": "sigmoid"}]}, file)
        done = run("train", "--data", "data.csv", "--arch", "other.json", "-o",
                   "other.safetensors", "--cache", name, "--epochs", 2)
        assert done.status == 0, (name, done.err)
        done = run("tag", "--json", "--model", "other.safetensors",
                   "heard.wav")
        assert done.status == 0 and done.err == "", (name, done.err)
        summary = json.loads(done.out.splitlines()[-1])
        assert summary["summary"] and len(summary["tags"]) == 3, summary
        assert all(0 < t["p"] < 1 for t in summary["tags"]), summary
    with open("other.json", "w") as file:
        json.dump({**ARCH, "front_end": {**front_end, "s0": True}}, file)
    done = run("train", "--data", "data.csv", "--arch", "other.json", "-o",
               "other.safetensors")
    assert done.status == 1 and "s0" in done.err, done.err


def test_residual():
    """an architecture may have residuals; info shows them, and no escapes"""
    prepare()
    layers = [*ARCH["layers"][:4],
              {"type": "residual", "layers": [
                  {"type": "conv2d", "channels": 16}, {"type": "elu"}]},
              *ARCH["layers"][5:]]
    with open("residual.json", "w") as file:
        json.dump({**ARCH, "name": "with-residual",
                   "layers": layers}, file)
    done = run("train", "--data", "data.csv", "--arch", "residual.json", "-o",
               "residual.safetensors", "--cache", "cache", "--epochs", 2,
               "--commit", "\x1b[31mred\u009b")
    assert done.status == 0, done.err
    done = run("info", "residual.safetensors")
    assert done.status == 0, done.err
    assert re.search(r"^ +residual\n +conv2d channels=16\n +elu\n", done.out,
                     re.M), done.out
    assert "commit: ?[31mred?" in done.out, done.out
    assert run("tag", "--model", "residual.safetensors",
               "audio/0.wav").status == 0


def test_same_twice():
    """one seed, the same file to the bit; another, another"""
    train("a.safetensors", "--epochs", 3)
    train("b.safetensors", "--epochs", 3, "--jobs", 1)
    train("c.safetensors", "--epochs", 3, "--seed", 1)
    assert read("a.safetensors") == read("b.safetensors")
    assert read("a.safetensors") != read("c.safetensors")


def test_resume():
    """an interrupted run that is resumed ends as one that was not"""
    train("whole.safetensors", "--epochs", 6)
    prepare()
    # The same run, killed once there is a checkpoint.
    process = subprocess.Popen(
        [PROGRAM, "train", "--data", "data.csv", "--arch", "tiny.json", "-o",
         "resumed.safetensors", "--cache", "cache", "--epochs", "6",
         "--name", "tiny",
         "--checkpoint", "state"], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if re.match(r" *3/6", line):
            break
    process.kill()
    process.wait()
    done = train("resumed.safetensors", "--epochs", 6, "--checkpoint", "state",
                 "--resume")
    assert re.search(r"resumed after epoch [2-6]", done.out), done.out
    assert read("whole.safetensors") == read("resumed.safetensors")
    # A checkpoint of other options is no good.
    done = train("resumed.safetensors", "--epochs", 7, "--checkpoint", "state",
                 "--resume", status=1)
    assert len(done.complaints) == 1, done.err


def test_cache():
    """features are computed once, and damaged ones again"""
    train("a.safetensors", "--epochs", 1)
    before = {path: os.stat(path).st_mtime_ns for path in cached()}
    assert len(before) == 80
    train("b.safetensors", "--epochs", 1)
    assert {path: os.stat(path).st_mtime_ns for path in cached()} == before
    victim = sorted(before)[7]
    with open(victim, "r+b") as file:
        file.truncate(1000)
    done = train("c.safetensors", "--epochs", 1)
    assert len(done.complaints) == 1 and "damaged" in done.err, done.err
    changed = [path for path in cached()
               if os.stat(path).st_mtime_ns != before.get(path)]
    assert changed == [victim]
    assert read("a.safetensors") == read("c.safetensors")


def cached():
    return [os.path.join(folder, name)
            for folder, _, names in os.walk("cache") for name in names]


def test_features_only():
    """--features-only fills the cache and writes no model"""
    prepare()
    done = run("train", "--data", "data.csv", "--arch", "tiny.json", "--cache",
               "cache2", "--features-only")
    assert done.status == 0, done.err
    assert sum(len(n) for _, _, n in os.walk("cache2")) == 80


def entries(cache):
    """Times of change of what is whole in a cache."""
    return {path: os.stat(path).st_mtime_ns
            for folder, _, names in os.walk(cache) for name in names
            if not name.startswith(".")
            for path in [os.path.join(folder, name)]}


def test_cache_survives():
    """a run that is killed while it computes features leaves whole ones, and
    the next one goes on from there"""
    prepare()
    command = ["train", "--data", "data.csv", "--arch", "tiny.json", "--cache",
               "killed", "--features-only", "--jobs", 2]
    process = subprocess.Popen([PROGRAM, *map(str, command)])
    deadline = time.monotonic() + 60
    while len(entries("killed")) < 5 and time.monotonic() < deadline:
        time.sleep(0.001)
    process.kill()
    process.wait()
    before = entries("killed")
    assert 5 <= len(before) < 80, len(before)
    done = run(*command)
    assert done.status == 0 and done.err == "", done.err
    after = entries("killed")
    assert len(after) == 80 and before.items() <= after.items()
    assert sum(len(n) for _, _, n in os.walk("killed")) == 80


def test_memory():
    """segments that are too many for memory are kept on disk, with room for
    them or one sentence; no bit of the model changes"""
    train("a.safetensors", "--epochs", 2)
    train("b.safetensors", "--epochs", 2, "--memory", "1K")
    assert read("a.safetensors") == read("b.safetensors")
    assert not [name for name in os.listdir("cache") if len(name) != 2]

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 14, 1 << 14))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [PROGRAM, "train", "--data", "data.csv", "--arch", "tiny.json", "-o",
         "c.safetensors", "--cache", "cache", "--memory", "0"],
        preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1 and "no room in cache" in \
        done.stderr, done.stderr


def test_bad_rows():
    """rows that cannot be used are named and left out"""
    prepare()
    with open("data.csv") as file:
        lines = file.read().splitlines()
    bad = ["audio/nosuch.wav,0,1.5,train,1,0,0",
           "audio/0.wav,2,9.5,train,1,0,0",
           "audio/0.wav,2,1,train,1,0,0",
           "audio/0.wav,0,1.5,train,1,7,0",
           "audio/0.wav,0,1.5,train,1,0",
           "audio/0.wav,zero,1.5,train,1,0,0"]
    with open("bad.csv", "w") as file:
        file.write("\n".join(lines[:40] + bad + lines[40:]) + "\n")
    done = train("bad.safetensors", "--epochs", 1, data="bad.csv", status=1)
    assert "60 segments to train on, 20 to choose by" in done.out, done.out
    said = "\n".join(done.complaints)
    for number in range(41, 47):
        assert f"line {number} " in said, (number, said)
    assert "rows that were left out: 6" in said and len(done.complaints) == 7, said
    assert os.path.exists("bad.safetensors")


def test_bad_manifests():
    """a manifest that is none"""
    prepare()
    cases = {"empty.csv": "", "head.csv": "path,a\n",
             "nopath.csv": "file,a\nx,1\n", "quote.csv": "path,a\n\"x,1\n",
             "twice.csv": "path,a,a\nx,1,1\n", "nolabel.csv": "path\nx\n",
             "binary.csv": "path,a\n\udcff\udcfe,1\n"}
    for name, text in cases.items():
        with open(name, "w", errors="surrogateescape") as file:
            file.write(text)
    for name in [*cases, "nosuch.csv"]:
        done = train("x.safetensors", data=name, status=1)
        assert len(done.complaints) == 1, (name, done.err)
        assert done.err.startswith(f"glissando: {name}: "), done.err
    assert not os.path.exists("x.safetensors")


def frames_of(path):
    """What an entry of the cache holds between the 64 bytes of its header and
    the line that says how they were made."""
    data = read(path)
    n_origin, = struct.unpack_from("<Q", data, 48)
    assert data[len(data) - n_origin:].startswith(b"transform=jtfst ")
    return data[64:len(data) - n_origin]


def cached_frames(rows, name, *options):
    with open(f"{name}.csv", "w") as file:
        file.write("path,start_s,end_s,a\n")
        file.writelines(f"{row},1\n" for row in rows)
    done = run("train", "--data", f"{name}.csv", "--arch", "tiny.json",
               "--cache", name, "--features-only", *options)
    assert done.status == 0, done.err
    return sorted(frames_of(os.path.join(folder, file))
                  for folder, _, files in os.walk(name) for file in files)


def test_rows_are_where_they_are():
    """a row's frames are those of the file at its place, with its real
    neighbourhood"""
    prepare()
    rand = random.Random(8)
    write_wav("long.wav", [x for _ in range(8) for x in
                           sound([rand.random() for _ in LABELS], rand)],
              rate=RATE)
    options = []
    for name, value in ARCH["front_end"].items():
        if name != "normalise":
            options += [f"--{name}", value]
    done = run("features", *options, "-o", "long.npy", "long.wav")
    assert done.status == 0, done.err
    shape, values = read_npy("long.npy")
    n = math.prod(shape[1:])
    # The stride is 0.064 s: from frame 50, 20 of them.
    want = struct.pack(f"<{20 * n}f", *values[50 * n:70 * n])
    got = cached_frames(["long.wav,3.2,4.48"], "place", "--context", 100)
    assert got == [want]
    # The default context reaches as far as these filters do.
    near, = cached_frames(["long.wav,3.2,4.48"], "near")
    bare, = cached_frames(["long.wav,3.2,4.48"], "bare", "--context", 0)
    error = [max(abs(a - b) for a, b in zip(
        struct.unpack(f"<{20 * n}f", x), values[50 * n:70 * n]))
        for x in (near, bare)]
    assert error[0] < 1e-3 < 0.1 < error[1], error


def test_rows_of_one_file():
    """rows of one file are the same together, in any order, and alone, whether
    they hear the same audio (and share one pass) or not"""
    prepare()
    rows = ["long.wav,7.11,9.1", "long.wav,0,1.5", "long.wav,2.56,3.3",
            "long.wav,3.2,4.7", "long.wav,3.2,4.1", "long.wav,10.4,12"]
    for context in (0.5, 100):
        alone = []
        for k, row in enumerate(rows):
            alone += cached_frames([row], f"alone{k}-{context}", "--context",
                                   context)
        assert len(set(alone)) == len(rows)
        assert cached_frames(rows, f"together-{context}", "--context",
                             context) == sorted(alone)


def test_whole_files():
    """without start_s and end_s, files are cut into segments"""
    prepare()
    with open("whole.csv", "w") as file:
        file.write("path,buzz\n")
        for k in range(8):
            file.write(f"audio/{k}.wav,{k % 2}\n")
    done = train("w.safetensors", "--epochs", 1, data="whole.csv")
    # 3 s are 47 frames: two segments of 20; 7 frames are less than half a one.
    assert "16 segments to train on, 0 to choose by, 1 tags" in done.out
    # Without validation there is no best epoch, and nothing of it in the table.
    assert "best" not in done.out and "valid" not in done.out, done.out
    assert re.search(r"^ *1/1 +[\d.]+ +[\d.e-]+ +[\d.]+ s$", done.out, re.M)
    assert "metrics" not in provenance_of("w.safetensors")


def provenance_of(path):
    return json.loads(run("info", "--json", path).out)["provenance"]


def test_name_and_licence():
    """a model is called as its file is, and claims no licence unless told"""
    prepare()
    with open("unlicensed.json", "w") as file:
        json.dump({k: v for k, v in ARCH.items() if k != "licence"}, file)
    for output, name in (("my model.safetensors", "my model"),
                         ("other.model", "other.model")):
        done = run("train", "--data", "data.csv", "--arch", "unlicensed.json",
                   "-o", output, "--cache", "cache", "--epochs", 1)
        assert done.status == 0, done.err
        about = json.loads(run("info", "--json", output).out)
        assert about["name"] == name and "licence" not in about, about
    done = run("train", "--data", "data.csv", "--arch", "unlicensed.json",
               "-o", "x.safetensors", "--cache", "cache", "--epochs", 1,
               "--name", "mine", "--licence", "MIT")
    about = json.loads(run("info", "--json", "x.safetensors").out)
    assert about["name"] == "mine" and about["licence"] == "MIT", about


def test_bad_score():
    """a correlation below zero stands clear of its word"""
    prepare()
    with open("data.csv", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        if row[3] == "valid":
            row[4:] = [1 - float(x) for x in row[4:]]
    with open("inverse.csv", "w", newline="") as file:
        csv.writer(file).writerows(rows)
    done = train("inverse.safetensors", data="inverse.csv")
    assert re.search(r": Pearson -0\.\d+, ROC-AUC 0\.\d+$", done.out, re.M), \
        done.out


def test_only_two_splits():
    """train leaves other splits alone, and says if none is for training"""
    prepare()
    with open("data.csv") as file:
        text = file.read()
    with open("test.csv", "w") as file:
        file.write(text.replace(",valid,", ",test,"))
    done = train("t.safetensors", "--epochs", 1, data="test.csv")
    assert "60 segments to train on, 0 to choose by" in done.out, done.out
    with open("none.csv", "w") as file:
        file.write(text.replace(",train,", ",test,"))
    done = train("t.safetensors", "--epochs", 1, data="none.csv", status=1)
    assert len(done.complaints) == 1, done.err


def test_numbers():
    """a number that is none, or out of range, is refused in a sentence"""
    prepare()
    for option in ("--epochs", "--batch", "--patience", "--lr",
                   "--weight-decay", "--jobs", "--seed", "--context",
                   "--label-std"):
        for value in ("nan", "-1", "inf", "1e300", "x", ""):
            done = run("train", "--data", "data.csv", "--arch", "tiny.json",
                       "-o", "x.safetensors", f"{option}={value}")
            assert done.status == 2, (option, value, done.err)
            assert len(done.complaints) == 1 and done.out == "", done.err
    for option, value in (("--epochs", "0"), ("--epochs", "2.5"),
                          ("--batch", "0"), ("--lr", "0"), ("--jobs", "1000"),
                          ("--memory", "x"), ("--memory", "-1G"),
                          ("--loss", "mae"), ("--choose", "best")):
        done = run("train", "--data", "data.csv", "--arch", "tiny.json",
                   "-o", "x.safetensors", option, value)
        assert done.status == 2, (option, value, done.err)
        assert len(done.complaints) == 1 and done.out == "", done.err
        assert f"{option} " in done.err and "_" not in done.err, done.err


def test_never_ending_files():
    """a device is no architecture and no checkpoint"""
    prepare()
    done = run("train", "--data", "data.csv", "--arch", "/dev/zero", "-o",
               "x.safetensors", "--cache", "cache", timeout=60)
    assert done.status == 1 and len(done.complaints) == 1, done.err
    done = train("x.safetensors", "--checkpoint", "/dev/zero", "--resume",
                 status=1)
    assert len(done.complaints) == 1, done.err
    done = train("-", status=2)
    assert len(done.complaints) == 1, done.err


def test_output_is_no_input():
    """neither model nor checkpoint replaces what is read, or each other"""
    prepare()
    read_too = ["data.csv", "tiny.json", "audio/0.wav", "audio/39.wav"]
    before = [read(path) for path in read_too]
    for path in read_too:
        for ways in ([path], ["m.st", "--checkpoint", "./" + path]):
            done = train(*ways, "--epochs", 1, status=2)
            assert done.complaints == [
                f"glissando: {ways[-1]}: it is read too, and would be lost"]
    done = train("m.st", "--checkpoint", "./m.st", "--epochs", 1, status=2)
    assert "two things" in done.err, done.err
    assert [read(path) for path in read_too] == before


def test_other_labels():
    """labels that the model does not know are not compared"""
    train("model.safetensors", "--epochs", 1)
    with open("data.csv") as file:
        text = file.read()
    with open("other.csv", "w") as file:
        file.write(text.replace("hiss", "sparkle", 1))
    done = run("evaluate", "--model", "model.safetensors", "--data",
               "other.csv", "--cache", "cache", "--json")
    assert done.status == 0 and "sparkle" in done.err, done.err
    about = json.loads(done.out)
    assert [t["tag"] for t in about["tags"]] == ["buzz", "low, deep"]


def test_label_std():
    """--label-std leaves out labels that hardly vary"""
    prepare()
    with open("data.csv") as file:
        lines = file.read().splitlines()
    with open("flat.csv", "w") as file:
        file.write(lines[0] + ",flat\n")
        file.writelines(f"{line},0.5\n" for line in lines[1:])
    done = train("flat.safetensors", "--epochs", 1, "--label-std", 0.03,
                 data="flat.csv")
    assert "3 tags" in done.out, done.out


def test_bad_architectures():
    """an architecture that is none, or not there"""
    prepare()
    with open("broken.json", "w") as file:
        file.write("{")
    odd = json.loads(json.dumps(ARCH))
    odd["layers"][3]["type"] = "transformer"
    with open("odd.json", "w") as file:
        json.dump(odd, file)
    for name in ("broken.json", "odd.json", "nosuch.json", "nosuch"):
        done = run("train", "--data", "data.csv", "--arch", name, "-o",
                   "x.safetensors")
        assert done.status == 1 and len(done.complaints) == 1, done.err
        assert name in done.err, done.err


def test_output_folder():
    """a model that could not be written is refused before training"""
    prepare()
    done = run("train", "--data", "data.csv", "--arch", "tiny.json", "-o",
               "nosuch/model.safetensors", "--cache", "cache")
    assert done.status == 1 and done.out == "", done.out
    assert len(done.complaints) == 1, done.err


COPIES = ("--copies", 2, "--copy-gain", 12, "--copy-noise", 10, "--copy-mix",
          10)


def test_copies():
    """changed copies are learnt from, too; the same for any number of jobs, and
    from the cache; nothing else changes by them"""
    train("without.safetensors", "--epochs", 1)
    outputs = []
    for k, (jobs, cache) in enumerate(((1, "copied"), (8, "again"),
                                       (3, "copied"))):
        before = entries(cache)
        done = train(f"copies{k}.safetensors", "--epochs", 1, "--jobs", jobs,
                     "--cache", cache, *COPIES)
        assert "180 segments to train on (120 of them copies), 20 to" \
            in done.out, done.out
        outputs.append(done.out)
        after = entries(cache)
        assert len(after) == 60 + 20 + 120, len(after)
        assert k < 2 or before == after
    models = [read(f"copies{k}.safetensors") for k in range(3)]
    assert models[0] == models[1] == models[2] != read("without.safetensors")
    # What is said of the model does not count copies among the rows.
    about = json.loads(run("info", "--json", "copies0.safetensors").out)
    copies = about["provenance"]["copies"]
    assert copies["copies"] == 2 and copies["pitch"] == 0, copies
    assert copies["noise"] == 10 and copies["seed"] == 0, copies
    heard = json.loads(run("evaluate", "--model", "copies0.safetensors",
                           "--data", "data.csv", "--cache", "cache",
                           "--json").out)
    for name, value in about["provenance"]["metrics"].items():
        assert abs(value - heard[name]) < 2e-3, (name, value, heard[name])
    # Seeds share copies; another seed of theirs makes others.
    before = entries("copied")
    train("seed.safetensors", "--epochs", 1, "--seed", 9, "--cache", "copied",
          *COPIES)
    assert entries("copied") == before
    train("seed.safetensors", "--epochs", 1, "--copy-seed", 9, "--cache",
          "copied", *COPIES)
    assert len(entries("copied")) == len(before) + 120


def test_copies_left_out():
    """a row that is not there is missed once, not with each copy"""
    prepare()
    with open("data.csv") as file:
        lines = file.read().splitlines()
    with open("missing.csv", "w") as file:
        file.write("\n".join([*lines[:9], "audio/nosuch.wav,0,1,train,1,1,1"])
                   + "\n")
    done = train("m.safetensors", "--epochs", 1, "--copies", 3, "--copy-gain",
                 6, data="missing.csv", status=1)
    assert len(done.complaints) == 2, done.err
    assert "line 10 is left out" in done.err, done.err


def test_copies_refusals():
    """copies that differ by nothing, and numbers that are none"""
    prepare()
    for options in (["--copies", "2"], ["--copy-gain", "3"],
                    ["--copies=-1", "--copy-gain", "3"],
                    ["--copies", "101", "--copy-gain", "3"],
                    ["--copies", "x"],
                    ["--copies", "1", "--copy-gain=-1"],
                    ["--copies", "1", "--copy-gain=nan"],
                    ["--copies", "1", "--copy-noise=nan"],
                    ["--copies", "1", "--copy-noise=1e300"],
                    ["--copies", "1", "--copy-mix=-1"],
                    ["--copies", "1", "--copy-pitch=25"],
                    ["--copies", "1", "--copy-tempo=0.9"],
                    ["--copies", "1", "--copy-gain=1", "--copy-seed=-1"]):
        done = train("x.safetensors", *options, status=2)
        assert len(done.complaints) == 1 and done.out == "", (options, done.err)


main(test_train, test_provenance, test_evaluate, test_thresholds,
     test_present,
     test_tag_by_thresholds, test_tag_with_it,
     test_other_front_ends, test_residual,
     test_same_twice, test_resume, test_cache, test_features_only, test_cache_survives, test_memory,
     test_bad_rows, test_bad_manifests, test_rows_are_where_they_are,
     test_rows_of_one_file, test_whole_files, test_name_and_licence,
     test_bad_score, test_only_two_splits, test_numbers,
     test_never_ending_files, test_output_is_no_input, test_other_labels,
     test_label_std, test_bad_architectures, test_output_folder,
     test_copies, test_copies_left_out, test_copies_refusals)
