"""`glissando compare`: systems beside labels and each other, by what they say.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import json

import numpy as np

from glissando import main, run

TAGS = ["guitar", "flute", "rare"]


def rows():
    """Three windows of each of 120 tracks, most of them to be scored."""
    for track in range(120):
        split = ("train", "valid", "test", "test")[track % 4]
        for k in range(3):
            yield f"t{track}.wav", k, k + 2, split


def write(name, values, tags=TAGS, leave_out=()):
    with open(name, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["path", "start_s", "end_s", "split", *tags])
        for i, row in enumerate(rows()):
            if i not in leave_out:
                out.writerow([*row, *(f"{v:.6g}" for v in values[i])])


def make(seed=4):
    """Labels, and two systems: the first hears them better. Nobody has the tag
    "rare" among the rows that are scored."""
    rand = np.random.default_rng(seed)
    splits = [row[3] for row in rows()]
    truth = (rand.random((len(splits), 3)) < 0.4).astype(float)
    for i, split in enumerate(splits):
        if split == "test":
            truth[i, 2] = 0
    good = 0.4 * truth + 0.6 * rand.random(truth.shape)
    bad = 0.15 * truth + 0.85 * rand.random(truth.shape)
    write("truth.csv", truth)
    write("good.csv", good)
    write("bad.csv", bad)
    scored = np.array([split == "test" for split in splits])
    chosen = np.array([split == "valid" for split in splits])
    return truth, good, bad, scored, chosen


def compare(*arguments, status=0):
    done = run("compare", "--data", "truth.csv", *arguments)
    assert done.status == status, (done.status, done.err)
    return done


def roc_auc(score, positive):
    above = score[positive][:, None], score[~positive][None, :]
    return (np.greater(*above) + 0.5 * np.equal(*above)).mean()


def f_measure(score, positive, threshold):
    yes = score >= threshold
    return 2 * (yes & positive).sum() / (yes.sum() + positive.sum())


def best_threshold(score, positive):
    return max(sorted(set(score), reverse=True),
               key=lambda at: f_measure(score, positive, at))


def test_values():
    """values are those of the rows, thresholds come from another split, and a
    tag that no row has is left out"""
    truth, good, bad, scored, chosen = make()
    done = compare("--split", "test", "--json", "good.csv", "bad.csv")
    assert "rare" in done.err and "cannot be scored" in done.err, done.err
    told = json.loads(done.out)
    assert told["rows"] == scored.sum() and told["tracks"] == 60
    assert told["scored_tags"] == 2
    assert told["thresholds_chosen_on"] == "valid"
    for system, said in zip(told["systems"], (good, bad)):
        wanted = []
        for t, tag in enumerate(system["tags"]):
            said_t = np.float32([f"{v:.6g}" for v in said[:, t]])
            has = truth[:, t] > 0
            at = best_threshold(said_t[chosen], has[chosen])
            wanted.append((roc_auc(said_t[scored], has[scored]),
                           f_measure(said_t[scored], has[scored], at),
                           np.corrcoef(said_t[scored], has[scored])[0, 1]))
            for name, value in zip(("roc_auc", "f", "pearson"), wanted[-1]):
                assert abs(tag[name]["value"] - value) < 1e-6, (name, tag)
        for i, name in enumerate(("roc_auc", "f", "pearson")):
            mean = np.mean([w[i] for w in wanted])
            told_mean = system["mean"][name]
            assert abs(told_mean["value"] - mean) < 1e-6
            assert told_mean["low"] < mean < told_mean["high"]


def test_intervals():
    """the same seed gives the same intervals for any number of threads, and a
    paired difference that is there lies on one side of zero"""
    make()
    base = ["--split", "test", "--json", "--draws", 300, "good.csv", "bad.csv"]
    one = compare(*base, "--jobs", 1).out
    assert one == compare(*base, "--jobs", 5).out
    assert one != compare(*base, "--seed", 2).out
    first, second = json.loads(one)["systems"]
    assert first["less_the_first"]["roc_auc"] == {"value": 0, "low": 0,
                                                  "high": 0}
    assert second["less_the_first"]["roc_auc"]["high"] < 0


def test_runs():
    """what is said of a system is the mean of its runs, and so is that of a
    draw: runs that are alike are no surer than one"""
    make()
    base = ["--split", "test", "--json", "--draws", 300]
    told = json.loads(compare(*base, "bad.csv", "bad.csv,good.csv",
                              "good.csv,good.csv", "good.csv").out)
    bad, mixed, twice, good = told["systems"]
    assert mixed["predictions"] == "bad.csv,good.csv"
    assert twice["mean"] == good["mean"] and twice["tags"] == good["tags"]
    for name in "roc_auc", "f", "pearson":
        half = (bad["mean"][name]["value"] + good["mean"][name]["value"]) / 2
        assert abs(mixed["mean"][name]["value"] - half) < 1e-9, name
        half = good["less_the_first"][name]
        for end in "low", "high":
            assert abs(mixed["less_the_first"][name][end]
                       - half[end] / 2) < 1e-6, name
    assert "nowhere.csv" in compare("good.csv,nowhere.csv", status=1).err


def test_scikit_learn():
    """draws of tracks by numpy, measured by scikit-learn, give nearly the same
    interval"""
    try:
        from sklearn.metrics import average_precision_score, roc_auc_score
    except ImportError:
        print("# no scikit-learn: skipped")
        return
    truth, good, _, scored, _ = make()
    told = json.loads(compare("--split", "test", "--json", "--draws", 2000,
                              "good.csv").out)["systems"][0]["mean"]
    rand = np.random.default_rng(1)
    tracks = np.flatnonzero(scored).reshape(60, 3)
    drawn = {"roc_auc": [], "pr_auc": []}
    for _ in range(400):
        at = tracks[rand.integers(0, 60, 60)].ravel()
        for name, measure in (("roc_auc", roc_auc_score),
                              ("pr_auc", average_precision_score)):
            drawn[name].append(np.mean([
                measure(truth[at, t], good[at, t]) for t in (0, 1)]))
    for name, values in drawn.items():
        low, high = np.quantile(values, [0.025, 0.975])
        assert abs(told[name]["low"] - low) < 0.2 * (high - low), name
        assert abs(told[name]["high"] - high) < 0.2 * (high - low), name


def test_table():
    """people get a table with differences, and are told what flatters"""
    make()
    done = compare("--split", "valid", "good.csv", "bad.csv")
    assert "flatters" in done.out and "less those of the first" in done.out
    assert "good.csv" in done.out and "90 rows of 30 tracks" in done.out
    assert max(map(len, done.out.splitlines())) < 130
    alone = compare("--split", "test", "good.csv")
    assert "less" not in alone.out and "on split “valid”" in alone.out


def test_rows_and_labels_that_are_missing():
    """rows that one does not have are counted, none in common is an error"""
    truth, good, *_ = make()
    write("holes.csv", good, leave_out=range(6, 9))
    done = compare("--split", "test", "--json", "good.csv", "holes.csv")
    assert "3 rows are not in all predictions" in done.err, done.err
    assert json.loads(done.out)["rows"] == 177
    write("none.csv", good, leave_out=range(6, 360))
    done = compare("--split", "test", "none.csv", status=1)
    assert "no row of split “test”" in done.err, done.err
    write("others.csv", good, tags=["harp", "oboe", "lute"])
    done = compare("others.csv", status=1)
    assert "no label that all know" in done.err, done.err
    done = compare("--split", "tset", "good.csv", status=1)
    assert "no split “tset”" in done.err, done.err


def test_usage():
    """what is missing or out of range is said"""
    make()
    for arguments, word in ((["good.csv", "--draws", 0], "--draws must be"),
                            (["good.csv", "--jobs", 0], "--jobs must be"),
                            ([], "files of predictions")):
        assert word in compare(*arguments, status=2).err, arguments
    assert "nowhere.csv" in compare("nowhere.csv", status=1).err


main(test_values, test_intervals, test_runs, test_scikit_learn, test_table,
     test_rows_and_labels_that_are_missing, test_usage)
