"""Events: `glissando evaluate --events` and `tag --events` on a small world in
which it is known when noise hisses and when a square wave buzzes.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import json
import os
import re
import shutil
import subprocess

import numpy as np

from glissando import PROGRAM, Skip, main, run, write_wav

RATE = 8000
FRAME = 512 / RATE
WINDOW, HOP = 8 * FRAME, 4 * FRAME  # seconds that the model hears
LENGTH = 6
LABELS = ["hiss", "buzz", "plain"]
ARCH = {
    "architecture": 1, "name": "events",
    "front_end": {"transform": "mel", "rate": RATE, "bands": 16, "fft": 512,
                  "hop": 512, "compress": "log"},
    "frames": 8, "hop": 4,
    "layers": [{"type": "standardise", "shared_axes": 1},
               {"type": "dense", "units": 16}, {"type": "elu"},
               {"type": "dense", "units": "labels"}, {"type": "sigmoid"}],
    "training": {"epochs": 25, "batch": 16, "learning_rate": 0.01,
                 "weight_decay": 0.01}}


def draw(rand):
    """Events of 0.1 to 1.6 s, with pauses: label, onset, offset."""
    events, at = [], rand.uniform(0.2, 0.8)
    while at < LENGTH - 0.2:
        duration = min(rand.uniform(0.1, 1.6), LENGTH - at)
        label = LABELS[rand.integers(3)]
        events.append((label, round(at, 4), round(at + duration, 4)))
        at += duration + rand.uniform(0.2, 1)
    return events


def play(events, rand):
    t = np.arange(LENGTH * RATE) / RATE
    x = 0.003 * rand.normal(size=len(t))
    for label, onset, offset in events:
        here = (t >= onset) & (t < offset)
        tone = np.sin(2 * np.pi * rand.uniform(150, 400) * t)
        x[here] += {"hiss": 0.1 * rand.normal(size=here.sum()),
                    "buzz": 0.1 * np.sign(tone)[here],
                    "plain": 0.1 * tone[here]}[label]
    return x


def has(event, start, end):
    _, onset, offset = event
    inside = min(offset, end) - max(onset, start)
    return inside >= (offset - onset) / 2 or inside >= (end - start) / 2


def windows():
    """All that the model hears; the last one overlaps more, and is shorter."""
    n = -(-LENGTH * RATE // 512)
    starts = [*range(0, n - 7, 4), n - 8]
    return [(k * FRAME, min(k * FRAME + WINDOW, LENGTH)) for k in starts]


def write_csv(name, head, rows):
    with open(name, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def prepare():
    """events.csv, windows.csv and model.safetensors; and what is in them."""
    if os.path.exists("model.safetensors"):
        return
    rand = np.random.default_rng(1)
    os.makedirs("audio")
    listed, rows = [], []
    for k in range(24):
        clip = f"audio/{k}.wav"
        split = ("train", "train", "valid", "test")[k % 4]
        events = draw(rand)
        write_wav(clip, play(events, rand).tolist(), rate=RATE)
        listed += [(clip, f"{a:.4f}", f"{b:.4f}", label, "none")
                   for label, a, b in events]
        rows += [(clip, start, end, split,
                  *(int(any(e[0] == label and has(e, start, end)
                            for e in events)) for label in LABELS))
                 for start, end in windows()[:-1]]
    write_csv("events.csv", ["clip", "onset", "offset", "technique", "source"],
              listed)
    write_csv("windows.csv", ["path", "start_s", "end_s", "split", *LABELS],
              rows)
    with open("arch.json", "w") as file:
        json.dump(ARCH, file)
    done = run("train", "--data", "windows.csv", "--arch", "arch.json", "-o",
               "model.safetensors", "--cache", "cache", "--context", 1)
    assert done.status == 0, done.err


def without_thresholds():
    """A model that had no rows to choose any by."""
    prepare()
    name = "without.safetensors"
    if not os.path.exists(name):
        with open("windows.csv") as rows, open("train-only.csv", "w") as file:
            file.writelines(row for row in rows if ",valid," not in row)
        done = run("train", "--data", "train-only.csv", "--arch", "arch.json",
                   "--epochs", 1, "-o", name, "--cache", "cache", "--context", 1)
        assert done.status == 0, done.err
    return name


def evaluate(*options, events="events.csv", status=0,
             model="model.safetensors"):
    prepare()
    done = run("evaluate", "--data", "windows.csv", "--cache", "cache",
               "--events", events, "--model", model, *options)
    assert done.status == status, (done.status, done.err)
    return done


def read_csv(name):
    with open(name, newline="") as file:
        return list(csv.DictReader(file))


def read_events(name, clip_column="clip"):
    """By clip: (label, onset, offset) in order of onsets."""
    clips = {}
    for row in read_csv(name):
        clips.setdefault(row[clip_column], []).append(
            (row["technique"], float(row["onset"]), float(row["offset"])))
    return {clip: sorted(events, key=lambda e: e[1])
            for clip, events in clips.items()}


def clips_of(split):
    return list(dict.fromkeys(row["path"] for row in read_csv("windows.csv")
                              if row["split"] == split))


def thresholds():
    about = json.loads(run("info", "--json", "model.safetensors").out)
    return about["thresholds"]


def find(rows, on):
    """The events of one label: rows of (start, end, value), in order; the rule
    of lib/tags/events.h written down once more."""
    found, open_at = [], None
    for k in range(len(rows) + 1):
        is_on = k < len(rows) and on(rows[k][2])
        if is_on and open_at is None:
            open_at = k
        elif not is_on and open_at is not None:
            found.append(finish(rows, open_at, k - 1))
            open_at = None
    return found


def finish(rows, first, last):
    def centre(k):
        return (rows[k][0] + rows[k][1]) / 2

    window = rows[last][1] - rows[last][0]
    before = centre(first - 1) if first > 0 else rows[0][0]
    after = centre(last + 1) if last + 1 < len(rows) else rows[-1][1]
    a, b = (before + centre(first)) / 2, (centre(last) + after) / 2
    slack = (centre(first) - before) / 2 + (after - centre(last)) / 2
    if b - a < window + slack - 1e-3 and not (
            first == 0 and last == len(rows) - 1):
        middle = (b - window / 2 if first == 0 else
                  a + window / 2 if last == len(rows) - 1 else (a + b) / 2)
        a = max(middle - window / 4, rows[0][0])
        b = middle + window / 4
        if last == len(rows) - 1:
            b = min(b, rows[-1][1])
    return a, b, max(row[2] for row in rows[first:last + 1])


def said_windows(clip):
    """For each label the (start, end, p) of the windows that tag tells."""
    rows = {label: [] for label in LABELS}
    done = run("tag", "--json", "--model", "model.safetensors", clip)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert len(lines) == len(windows()) + 1 and lines[-1]["summary"]
    for line, (start, end) in zip(lines, windows()):
        assert abs(line["start"] - start) < 1e-3, line
        for tag in line["tags"]:
            rows[tag["tag"]].append((start, end, tag["p"]))
    return rows


def test_finds_what_tag_says():
    """the events are those that follow from the windows of tag --json, by the
    thresholds of the model, for any number of jobs"""
    done = evaluate("--split", "test", "--predictions", "found.csv", "-j1")
    again = evaluate("--split", "test", "--predictions", "found2.csv", "-j5")
    assert done.out == again.out and done.err == "", done.err
    assert open("found.csv").read() == open("found2.csv").read()
    limits = thresholds()
    found = read_csv("found.csv")
    n = 0
    for clip in clips_of("test"):
        rows = said_windows(clip)
        want = sorted((a, b, label, p) for label in LABELS for a, b, p in
                      find(rows[label], lambda p, at=limits[label]: p >= at))
        got = sorted((float(r["onset"]), float(r["offset"]), r["technique"],
                      float(r["p"])) for r in found if r["clip"] == clip)
        assert len(want) == len(got), (clip, want, got)
        for w, g in zip(want, got):
            assert w[2] == g[2] and abs(w[3] - g[3]) < 1e-5, (w, g)
            assert abs(w[0] - g[0]) < 1e-4 and abs(w[1] - g[1]) < 1e-4, (w, g)
        n += len(got)
    assert n > 20


def merge(events):
    out = []
    for event in sorted(events):
        if out and out[-1][0] == event[0] and event[1] <= out[-1][2] + 0.05:
            out[-1] = (event[0], out[-1][1], max(out[-1][2], event[2]))
        else:
            out.append(event)
    return out


def count(found, wanted, label, tolerance):
    """Pairs, found and true events; the first two that can be are a pair."""
    f = sorted(e[1] for e in found if e[0] == label)
    w = sorted(e[1] for e in wanted if e[0] == label)
    i = k = hits = 0
    while i < len(f) and k < len(w):
        if abs(f[i] - w[k]) <= tolerance:
            hits, i, k = hits + 1, i + 1, k + 1
        elif f[i] < w[k]:
            i += 1
        else:
            k += 1
    return np.array([hits, len(f), len(w)])


def f_of(counts):
    return 2 * counts[0] / (counts[1] + counts[2])


def perfect(events):
    return [(label, a, b) for label in LABELS for a, b, _ in find(
        [(s, e, any(x[0] == label and has(x, s, e) for x in events))
         for s, e in windows()], bool)]


def test_scores():
    """counts, F and the ceiling are those of the lists; plain is in no mean; a
    tighter tolerance finds less"""
    clips = clips_of("test")
    fs = []
    for tolerance in (0.5, 0.05):
        about = json.loads(evaluate(
            "--split", "test", "--json", "--tolerance", tolerance,
            "--predictions", "found.csv").out)
        found, truth = read_events("found.csv"), read_events("events.csv")
        truth = {clip: merge(truth.get(clip, ())) for clip in clips}
        assert about["files"] == len(clips) == 6
        assert about["labels_in_means"] == 2
        f, ceiling = [], []
        for tag in about["tags"]:
            counts, best = (sum(count(events, truth[clip], tag["tag"],
                                      tolerance) for clip, events in side)
                            for side in (
                [(clip, found.get(clip, ())) for clip in clips],
                [(clip, perfect(truth[clip])) for clip in clips]))
            assert [tag["hits"], tag["found"], tag["true"]] == list(counts)
            assert abs(tag["f"]["value"] - f_of(counts)) < 1e-9, tag
            assert abs(tag["ceiling_f"] - f_of(best)) < 1e-9, (tag, best)
            assert tag["f"]["low"] <= tag["f"]["value"] <= tag["f"]["high"]
            assert tag["in_means"] == (tag["tag"] != "plain")
            if tag["in_means"]:
                f.append(f_of(counts))
                ceiling.append(f_of(best))
        assert abs(about["macro"]["f"]["value"] - np.mean(f)) < 1e-9
        assert abs(about["macro"]["ceiling_f"] - np.mean(ceiling)) < 1e-9
        fs.append(np.mean(f))
    assert fs[0] > 0.8 and fs[0] > fs[1], fs
    text = evaluate("--split", "test").out
    assert "macro" in text and "6 files (test)" in text, text


def test_true_events_are_found():
    """what was found, taken as the truth, is found wholly, under other names
    and orders of columns"""
    evaluate("--predictions", "found.csv")
    rows = read_csv("found.csv")
    write_csv("tag.csv", ["tag", "p", "end", "start", "input", "kind", "x"],
              [(r["technique"], r["p"], r["offset"], r["onset"],
                os.path.abspath(r["clip"]), "event", "") for r in rows]
              + [("hiss", 1, 2, 1, "audio/2.wav", "segment", "")])
    about = json.loads(evaluate("--json", events="tag.csv").out)
    assert about["split"] == "valid"
    for tag in about["tags"]:
        assert tag["found"] >= tag["true"] == tag["hits"] > 0, tag
        assert tag["recall"]["value"] == 1, tag


TAG = ["tag", "--model", "model.safetensors"]


def test_tag():
    """tag --events tells what evaluate finds, in every format; a pipe heard as
    it comes, too"""
    evaluate("--split", "test", "--predictions", "found.csv")
    clips = clips_of("test")
    tagged = run(*TAG, "--events", "--csv", "-o", "tagged.csv", *clips)
    assert tagged.status == 0 and tagged.err == "", tagged.err
    rows, found = read_csv("tagged.csv"), read_csv("found.csv")
    assert {row["kind"] for row in rows} == {"event"}
    got = sorted((r["input"], r["tag"], float(r["start"]), float(r["end"]),
                  float(r["p"])) for r in rows)
    want = sorted((r["clip"], r["technique"], float(r["onset"]),
                   float(r["offset"]), float(r["p"])) for r in found)
    assert [g[:2] for g in got] == [w[:2] for w in want]
    for g, w in zip(got, want):  # the last frame of a window may be shorter
        assert np.allclose(g[2:], w[2:], atol=FRAME / 2), (g, w)
    about = json.loads(evaluate("--split", "test", "--json", "--tolerance",
                                "0.05", events="tagged.csv").out)
    assert about["micro"]["f"]["value"] == 1, about["micro"]

    lines = [json.loads(line) for line in
             run(*TAG, "--events", "--json", *clips).out.splitlines()]
    assert all(line["event"] and len(line["tags"]) == 1 for line in lines)
    assert got == sorted((x["input"], x["tags"][0]["tag"], x["start"],
                          x["end"], x["tags"][0]["p"]) for x in lines)
    text = run(*TAG, "--events", clips[0]).out.splitlines()
    ours = [g for g in got if g[0] == clips[0]]
    assert len(text) == 1 + len(ours) > 2, text
    for line in text[1:]:
        m = re.fullmatch(r" 0:(\d\d\.\d) –  0:(\d\d\.\d)   (\w+) +([\d.]+)",
                         line)
        assert any(m[3] == g[1] and abs(float(m[1]) - g[2]) < 0.06
                   for g in ours), line
    with open(clips[0], "rb") as file:
        live = subprocess.run([PROGRAM, *TAG, "--events", "--live", "-"],
                              stdin=file, capture_output=True, text=True,
                              timeout=60)
    assert live.returncode == 0, live.stderr
    assert live.stdout.splitlines()[1:] == text[1:], live.stdout


def test_which_output():
    """events where a model is for them, or where they are asked for; where
    nothing sounds, this is said; what makes no sense is refused"""
    prepare()
    clip = "audio/3.wav"
    with open("for-events.json", "w") as file:
        json.dump({**ARCH, "output": "events"}, file)
    done = run("train", "--data", "windows.csv", "--arch", "for-events.json",
               "-o", "for-events.safetensors", "--cache", "cache", "--context",
               1)
    assert done.status == 0, done.err
    assert re.search(r"^Output +events", run(
        "info", "for-events.safetensors").out, re.M)
    asked = run(*TAG, "--events", "--json", clip).out
    mine = ["tag", "--model", "for-events.safetensors", "--json", clip]
    assert run(*mine).out == asked and '"event":true' in asked
    assert run(*mine, "--segments").out == run(*TAG, "--json", clip).out
    done = run(*TAG, "--events", "--threshold", 1, clip)
    assert done.status == 0 and "no events" in done.out, done.out
    done = run(*TAG, "--events", "--json", "--threshold", 1, clip)
    assert done.status == 0 and done.out == "", done.out
    few = run(*TAG, "--events", "--json", "--threshold", 0.999, clip).out
    assert 0 < few.count("\n") < asked.count("\n"), few
    for options in (["--top", 3], ["--segments"], ["--summary-every", "1h"]):
        done = run(*TAG, "--events", *options, clip)
        assert done.status == 2 and len(done.complaints) == 1, done.err
    done = run("tag", "--model", without_thresholds(), "--events", clip)
    assert done.status == 2 and "no thresholds" in done.err, done.err


def f_of_windows(rows, predictions, label, threshold):
    """The F-measure of a label on rows whose labels are known."""
    truth = [row[label] == "1" for row in rows]
    said = [float(row[label]) >= threshold for row in predictions]
    hits = sum(a and b for a, b in zip(truth, said))
    return 2 * hits / (sum(truth) + sum(said))


def test_model_keeps_its_scores():
    """the F-measures of windows are those at the model's thresholds; --record
    puts scores into the model's file, whose weights stay, and only there"""
    prepare()
    shutil.copy("model.safetensors", "kept.safetensors")
    before = open("kept.safetensors", "rb").read()
    windows = ["evaluate", "--data", "windows.csv", "--cache", "cache",
               "--context", 1, "--model", "kept.safetensors", "--split", "test"]
    done = run(*windows, "--json", "--predictions", "windows-said.csv",
               "--record", "unheard clips")
    assert done.status == 0, done.err
    scores = json.loads(done.out)
    rows = [row for row in read_csv("windows.csv") if row["split"] == "test"]
    said = read_csv("windows-said.csv")
    want = {label: f_of_windows(rows, said, label, thresholds()[label])
            for label in LABELS}
    for tag in scores["tags"]:
        assert abs(tag["f_at_threshold"] - want[tag["tag"]]) < 1e-12, tag
        assert tag["f_at_threshold"] <= tag["f"]
    mean = sum(want.values()) / len(want)
    assert abs(scores["f_at_threshold"] - mean) < 1e-12

    done = run("evaluate", "--data", "windows.csv", "--cache", "cache",
               "--events", "events.csv", "--model", "kept.safetensors",
               "--split", "test", "--record", "events")
    assert done.status == 0 and "ceiling" in done.out, done.err
    about = json.loads(run("info", "--json", "kept.safetensors").out)
    kept = about["provenance"]["evaluations"]
    assert kept["unheard clips"]["tags"] == want, kept
    assert kept["unheard clips"]["split"] == "test"
    assert kept["events"]["events"] == "events.csv", kept
    assert list(kept["events"]["tags"]) == LABELS, kept
    assert "unheard clips" in run("info", "kept.safetensors").out
    after = open("kept.safetensors", "rb").read()
    n = len(before) - 8 - int.from_bytes(before[:8], "little")
    assert n > 1000 and after[-n:] == before[-n:] and after != before

    for options in (["--record", ""], ["--record", "x", "--model", "default"]):
        done = run(*windows, *options)
        assert done.status in (1, 2) and len(done.complaints) == 1, done.err


def tone(pitch, seconds):
    """A tone with six harmonics whose pitch is a function of time."""
    n = int(seconds * 16000)
    t = np.arange(n) / 16000
    phase = 2 * np.pi * np.cumsum(pitch(t) + 0 * t) / 16000
    attack, decay = np.arange(n) / 320, (n - np.arange(n)) / 800
    return np.minimum(1, np.minimum(attack, decay)) * sum(
        np.sin(k * phase) / (10 * k) for k in range(1, 7))


def test_techniques():
    """the built-in model of playing techniques hears a trill, a tremolo and a
    slide of a voice that nobody has, between ordinary notes, and when they
    begin"""
    notes = [tone(lambda t, f=f: f, 0.5) for f in (440, 494, 523, 587, 659, 587)]
    trill = tone(lambda t: np.where((14 * t).astype(int) % 2, 523, 587), 2)
    tremolo = [tone(lambda t: 587, 0.1)] * 20
    slide = tone(lambda t: 440 * 2 ** (np.clip((t - 0.8) / 0.4, 0, 1) * 7 / 12),
                 2)
    write_wav("voice.wav", (0.6 * np.concatenate(
        [*notes, trill, *notes, *tremolo, slide])).tolist(), rate=16000)
    done = run("tag", "--model", "techniques", "--csv", "-o", "voice.csv",
               "voice.wav")
    assert done.status == 0 and done.err == "", done.err
    events = read_csv("voice.csv")
    assert [event["tag"] for event in events] == [
        "plain", "trill", "plain", "tremolo", "portamento"], events
    for event, onset in zip(events, (0, 3, 5, 8, 10.8)):
        assert abs(float(event["start"]) - onset) < 0.65, event
    assert all(float(event["p"]) > 0.7 for event in events), events


def test_tempo():
    """where files are heard slower, what happens in them is looked for later,
    and told at the time at which the list knows it"""
    prepare()
    done = run("evaluate", "--data", "windows.csv", "--cache", "cache",
               "--events", "events.csv", "--model", "model.safetensors",
               "--split", "test", "--disturb", "tempo=0.7", "--json",
               "--predictions", "slow.csv")
    if "Rubber Band" in done.err:
        raise Skip(done.err)
    about = json.loads(done.out)
    assert done.status == 0 and about["disturb"] == ["tempo=0.7"], done.err
    assert about["macro"]["f"]["value"] > 0.75, about["macro"]
    found, truth = read_events("slow.csv"), read_events("events.csv")
    hits = sum(count(found[clip], truth[clip], label, 0.5)[0]
               for clip in clips_of("test") for label in LABELS)
    assert hits > 20, hits


def test_bad_lists():
    """rows that make no sense are named and left out; a list without events,
    without columns or of other files is one sentence; so is a model without
    thresholds"""
    prepare()
    head = ["clip", "onset", "offset", "technique", "p"]
    good = ["audio/2.wav", 1, 2, "hiss", 1]
    bad = [["audio/2.wav", 2, 1, "hiss", 1], ["audio/2.wav", "x", 1, "hiss", 1],
           ["audio/2.wav", 1, 1e300, "hiss", 1], ["", 1, 2, "hiss", 1],
           ["audio/2.wav", 1, 2, "", 1], ["audio/2.wav", 1, 2, "hiss", 7],
           ["audio/2.wav", 1, "nan", "hiss", 1], ["audio/2.wav"]]
    write_csv("bad.csv", head, [*bad, good, ["audio/2.wav", 3, 4, "bark", 1]])
    done = evaluate("--json", events="bad.csv", status=1)
    assert len(done.complaints) == len(bad) + 1, done.err
    assert "does not know these labels: bark" in done.err, done.err
    assert sum(t["true"] for t in json.loads(done.out)["tags"]) == 1
    for name, rows in (("none.csv", [head]), ("empty.csv", []),
                       ("head.csv", [["a", "b"], good]),
                       ("other.csv", [head, ["other.wav", *good[1:]]]),
                       ("bark.csv", [head, [*good[:3], "bark", 1]])):
        with open(name, "w", newline="") as file:
            csv.writer(file).writerows(rows)
        done = evaluate(events=name, status=1)
        assert len(done.complaints) == 1 and done.out == "", done.err
        assert name in done.err, done.err
    for options, status in ((["--tolerance", "-1"], 2),
                            (["--tolerance", "nan"], 2),
                            (["--predictions", "events.csv"], 2),
                            (["--split", "nosuch"], 1)):
        done = evaluate(*options, status=status)
        assert len(done.complaints) == 1 and done.out == "", done.err
    assert len(evaluate(events="nosuch.csv", status=1).complaints) == 1
    done = evaluate(model=without_thresholds(), status=1)
    assert len(done.complaints) == 1 and "no thresholds" in done.err, done.err


main(test_finds_what_tag_says, test_scores, test_true_events_are_found,
     test_tag, test_which_output, test_model_keeps_its_scores, test_techniques,
     test_tempo, test_bad_lists)
