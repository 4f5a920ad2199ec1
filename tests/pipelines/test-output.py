"""What `glissando tag` writes: text, JSON lines, CSV; order; usage.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import os
import subprocess

from glissando import PROGRAM, main, music, run, write_wav


def prepare():
    if not os.path.exists("long.wav"):
        write_wav("long.wav", music(40))
        write_wav("short.wav", music(2, seed=2))


def test_json():
    """JSON lines: segments that meet, then the summary, all tags ranked"""
    prepare()
    done = run("tag", "--json", "long.wav")
    assert done.status == 0 and done.err == "", done.err
    lines = [json.loads(line) for line in done.out.splitlines()]
    *segments, summary = lines
    assert len(segments) >= 2 and summary["summary"] is True
    for line in lines:
        assert line["input"] == "long.wav"
        p = [t["p"] for t in line["tags"]]
        assert p == sorted(p, reverse=True)
        assert all(0 <= x <= 1 for x in p)
    names = {t["tag"] for t in summary["tags"]}
    assert len(names) == len(summary["tags"]) > 1
    for segment in segments:
        assert "summary" not in segment and "padded" not in segment
        assert {t["tag"] for t in segment["tags"]} == names
    assert segments[0]["start"] == 0
    for before, after in zip(segments, segments[1:]):
        assert before["start"] < after["start"] <= before["end"]
        assert before["end"] < after["end"]
    # Every sample is heard, and no time is made up.
    assert abs(segments[-1]["end"] - 40) < 1e-3
    assert summary["start"] == 0 and summary["end"] == segments[-1]["end"]


def test_summary_is_the_mean():
    """the summary is the mean over the segments, by their duration"""
    prepare()
    lines = [json.loads(line)
             for line in run("tag", "--json", "long.wav").out.splitlines()]
    *segments, summary = lines
    total = sum(s["end"] - s["start"] for s in segments)
    for tag in summary["tags"]:
        mean = sum((s["end"] - s["start"]) * t["p"] for s in segments
                   for t in s["tags"] if t["tag"] == tag["tag"]) / total
        assert abs(mean - tag["p"]) < 1e-4, (tag, mean)


def test_top_and_threshold():
    """--top and --threshold choose tags"""
    prepare()
    everything = json.loads(
        run("tag", "--json", "short.wav").out.splitlines()[0])["tags"]
    top = json.loads(run("tag", "--json", "--top", 3, "short.wav")
                     .out.splitlines()[0])["tags"]
    assert top == everything[:3]
    limit = everything[len(everything) // 2]["p"]
    chosen = json.loads(run("tag", "--json", "--threshold", limit,
                            "short.wav").out.splitlines()[0])["tags"]
    assert 0 < len(chosen) < len(everything)
    assert chosen == everything[:len(chosen)]
    assert all(t["p"] >= limit * (1 - 1e-5) for t in chosen)
    assert everything[len(chosen)]["p"] <= limit * (1 + 1e-5)
    done = run("tag", "--threshold", 1, "short.wav")
    assert done.status == 0 and "none reaches 1: " in done.out, done.out


def test_csv():
    """CSV says the same as JSON"""
    prepare()
    os.makedirs("a, b", exist_ok=True)
    write_wav("a, b/x.wav", music(2, seed=2))
    done = run("tag", "--csv", "-j1", "a, b/x.wav", "long.wav")
    assert done.status == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    want = []
    for line in run("tag", "--json", "-j1", "a, b/x.wav",
                    "long.wav").out.splitlines():
        line = json.loads(line)
        kind = ("summary" if line.get("summary")
                else "padded" if line.get("padded") else "segment")
        want += [(line["input"], line["start"], line["end"], t["tag"], t["p"],
                  kind) for t in line["tags"]]
    got = [(r["input"], float(r["start"]), float(r["end"]), r["tag"],
            float(r["p"]), r["kind"]) for r in rows]
    assert got == want
    assert {r["kind"] for r in rows} == {"summary", "padded", "segment"}


def test_text():
    """text: the name, aligned lines, the whole"""
    prepare()
    # so many of each, whatever the model's thresholds say
    done = run("tag", "--order", "input", "--top", 4, "long.wav", "short.wav")
    assert done.status == 0
    first, second = done.out.split("\n\n")
    name, *lines = first.splitlines()
    assert name == "long.wav"
    assert lines[0].startswith("   0:00 –    0:29   ")
    assert lines[-1].startswith("  whole             ")
    assert len({len(line) for line in lines}) == 1, "not aligned"
    assert second.startswith("short.wav\n")
    assert "shorter than a segment" in second


def test_text_locale():
    """numbers have a point in any language"""
    prepare()
    for locale in ("de_DE.UTF-8", "fr_FR.UTF-8"):
        done = run("tag", "--csv", "--top", 1, "short.wav",
                   env={"LC_ALL": locale})
        assert len(done.out.splitlines()[1].split(",")) == 8, done.out


def test_jobs():
    """parallel jobs change no byte of the output"""
    prepare()
    names = []
    for i, seconds in enumerate((14, 1, 3, 8, 1, 2)):
        names.append(f"job{i}.wav")
        write_wav(names[-1], music(seconds, seed=i))
    one = run("tag", "--json", "--jobs", 1, *names)
    four = run("tag", "--json", "--jobs", 4, "--order", "input", *names)
    assert one.status == four.status == 0, (one.err, four.err)
    assert one.out == four.out
    order = [json.loads(line)["input"] for line in one.out.splitlines()]
    assert order == [name for name in names for _ in range(2)]
    assert run("tag", "--json", "-j2", *names[:2]).status == 0


def test_folder():
    """a folder is all the media in it, by name; hidden and other files not"""
    for path in ("music/b/2.wav", "music/a/1.wav", "music/3.wav",
                 "music/.hidden/4.wav", "music/5"):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_wav(path, music(1))
    with open("music/cover.txt", "w") as file:
        file.write("A cover.\n")
    with open("music/cover.png", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    with open("music/go.mod", "w") as file:
        file.write("module music\n")
    os.symlink("..", "music/b/up")
    done = run("tag", "--json", "--order", "input", "music")
    assert done.status == 0, done.err
    inputs = list(dict.fromkeys(json.loads(line)["input"]
                                for line in done.out.splitlines()))
    assert inputs == ["music/3.wav", "music/5", "music/a/1.wav",
                      "music/b/2.wav"], inputs
    open("music/b/broken.ogg", "w").close()
    done = run("tag", "--json", "music/b")
    assert done.status == 1, done.err
    assert "music/b/broken.ogg: this file is empty" in done.err, done.err


def test_output_file():
    """--output writes what would stand on standard output"""
    prepare()
    done = run("tag", "--json", "--output", "out.json", "short.wav")
    assert done.status == 0 and done.out == ""
    with open("out.json") as file:
        assert file.read() == run("tag", "--json", "short.wav").out


def test_uri():
    """a file: address is a file"""
    prepare()
    uri = "file://" + os.path.abspath("short.wav")
    a = run("tag", "--json", uri).out.replace(uri, "short.wav")
    assert a == run("tag", "--json", "short.wav").out


def test_help():
    """help and version"""
    done = run("--help")
    assert done.status == 0 and done.err == ""
    for command in ("tag", "features", "train", "evaluate", "cache", "info"):
        assert command in done.out
        about = run(command, "--help")
        assert about.status == 0 and about.err == "", about.err
        assert f"glissando {command}" in about.out
        # Nothing is a question mark in a locale that has but ASCII.
        assert "?" not in run(command, "--help", env={"LC_ALL": "C"}).out
    assert run("--version").out.startswith("glissando ")


def test_usage():
    """wrong usage: status 2, one sentence, nothing done"""
    prepare()
    for arguments in ([], ["frobnicate"], ["tag"], ["tag", "--bogus", "x"],
                      ["tag", "--json", "--csv", "short.wav"],
                      ["tag", "--jobs", "0", "short.wav"],
                      ["tag", "--jobs", "x", "short.wav"],
                      ["tag", "--top", "-2", "short.wav"],
                      ["tag", "--threshold", "2", "short.wav"],
                      ["features", "short.wav"],
                      ["features", "-o", "x.npy"],
                      ["features", "-o", "x.npy", "--octaves", "99",
                       "short.wav"],
                      ["features", "-o", "x.npy", "--transform", "fourier",
                       "short.wav"],
                      ["train"], ["train", "--data", "x", "--arch", "paper"],
                      ["evaluate"], ["evaluate", "--data", "x", "y"],
                      ["cache", "x"], ["info", "a", "b"]):
        done = run(*arguments)
        assert done.status == 2, (arguments, done.status, done.err)
        assert len(done.complaints) == 1, (arguments, done.err)
        assert done.out == "", (arguments, done.out)


def test_info():
    """info describes the built-in model, also as JSON"""
    done = run("info")
    assert done.status == 0 and done.err == ""
    for word in ("Model", "Tags", "Segment", "Layers", "Licence"):
        assert word in done.out
    done = run("info", "--json")
    description = json.loads(done.out)
    assert description["labels"] and description["layers"]
    assert description["front_end"]["transform"] == "jtfst"
    assert '"epsilon": 1e-08,' in done.out, done.out


def test_info_on_a_full_disk():
    """what info cannot write is an error in one sentence"""
    for arguments in (["info"], ["info", "--json"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, *arguments], stdout=full,
                                  stderr=subprocess.PIPE, text=True,
                                  timeout=60)
        assert done.returncode == 1, (arguments, done.returncode)
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "cannot be written" in done.stderr, done.stderr


main(test_json, test_summary_is_the_mean, test_top_and_threshold, test_csv,
     test_text, test_text_locale, test_jobs, test_folder, test_output_file,
     test_uri, test_help, test_usage, test_info, test_info_on_a_full_disk)
