"""pipelines/experiments/robustness: a table and JSON of what models bear.

SPDX-License-Identifier: GPL-2.0-or-later

    test-robustness.py GLISSANDO ROBUSTNESS
"""
import csv
import json
import os
import re
import subprocess
import sys

from glissando import PROGRAM, RATE, main, music, run, write_wav

ROBUSTNESS = os.path.abspath(sys.argv[2])


def robustness(*arguments, status=0):
    if not os.path.exists("data.csv"):
        with open("data.csv", "w") as file:
            file.write("path,classical,techno\n")
            for k in range(4):
                write_wav(f"{k}.wav", music(3, seed=k), rate=RATE)
                file.write(f"{k}.wav,{k % 2},{k // 2}\n")
    done = subprocess.run(
        [sys.executable, ROBUSTNESS, "--work", "work", "--cache", "cache",
         "--jobs", "1", "--draws", "20", "--disturb", "gain=-20", "--disturb",
         "noise=10", *arguments],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
        env={**os.environ, "GLISSANDO_PROGRAM": PROGRAM})
    assert done.returncode == status, (done.returncode, done.stderr)
    return done


def predicted(disturbance):
    """The probabilities that were kept, in a row."""
    with open(f"work/default/{disturbance}.csv", newline="") as file:
        return [float(p) for row in csv.DictReader(file)
                for name, p in row.items()
                if name not in ("path", "start_s", "end_s", "split")]


def mean(*options):
    done = run("evaluate", "--json", "--data", "data.csv", "--cache", "cache",
               *options)
    return json.loads(done.out)["pearson"]


def test_table():
    """each disturbance has a line: what evaluate says after it, and how far
    that is from what it says without"""
    done = robustness("--data", "data.csv", "--json", "all.json", "--measure",
                      "pearson")
    rows = re.findall(r"^\| (\S+) \| ([-\d.]+) \| (?:([-+\d.]+) \()?", done.stdout,
                      re.M)
    assert [row[0] for row in rows] == ["none", "`gain=-20`", "`noise=10`"]
    plain = mean()
    assert float(rows[0][1]) == round(plain, 3) and rows[0][2] == ""
    with open("all.json") as file:
        said = json.load(file)
    assert said["rows"] == 4 and said["models"][0]["model"] == "default"
    kept = said["models"][0]["disturbances"]
    for row, (_, value, less), what in zip(kept[1:], rows[1:],
                                           ("gain=-20", "noise=10")):
        heard = mean("--disturb", what)
        assert row["disturb"] == what
        assert abs(row["mean"]["pearson"]["value"] - heard) < 1e-9
        assert float(value) == round(heard, 3)
        assert abs(float(less) - (heard - plain)) < 1e-3, (less, heard, plain)
        changes = [abs(a - b) for a, b in zip(predicted("undisturbed"),
                                             predicted(what))]
        assert len(changes) == 200
        change = sum(changes) / len(changes)
        assert abs(row["change"] - change) < 1e-9 and change > 1e-3, change


def test_goes_on():
    """what is there of the same rows is not computed again, and what is of
    others is"""
    robustness("--data", "data.csv")
    paths = [f"work/default/{name}.csv"
             for name in ("undisturbed", "gain=-20", "noise=10")]
    times = [os.stat(path).st_mtime_ns for path in paths]
    os.remove(paths[1])
    done = robustness("--data", "data.csv")
    assert done.stderr.count("\n") == 1 and "gain=-20" in done.stderr
    assert [os.stat(path).st_mtime_ns for path in paths][::2] == times[::2]
    with open("data.csv") as file:
        text = file.read()
    with open("fewer.csv", "w") as file:
        file.write(text[:text.rindex("3.wav")])
    done = robustness("--data", "fewer.csv")
    assert done.stderr.count("\n") == 3 and "3 rows" in done.stdout
    assert not any(names for _, _, names in os.walk("work/features"))


def test_refusals():
    """a model or a disturbance that there is not, and two of one name"""
    for arguments, status in ((["nosuch.safetensors"], 1),
                              (["--disturb", "nosuch=1"], 2),
                              (["default", "default"], 2),
                              (["--measure", "x"], 2)):
        done = robustness("--data", "data.csv", *arguments, status=status)
        assert done.stdout == "" and "Traceback" not in done.stderr, done


main(test_table, test_goes_on, test_refusals)
