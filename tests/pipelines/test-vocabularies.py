"""Two vocabularies in one pass, tags with categories, and tags that a model
could not learn, as each command tells of them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import os
import re
import sqlite3

from glissando import main, music, prepare_world, run, write_wav

N = 12
# Both have heard the same; “rock” is of both, but not called the same.
WORDS = {"rock": lambda k: k % 2, "slow": lambda k: k / N,
         "never": lambda k: 0.9 + 0.01 * (k % 2)}
KINDS = {"genre---rock": lambda k: k / N, "instrument---voice": lambda k: k % 2,
         "mood/theme---film": lambda k: 1 - k / N}
LIST = "words.safetensors,kinds.safetensors"


def train(name, tags):
    with open(f"{name}.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["path", "split", *tags])
        for k in range(N):
            out.writerow([f"{k}.wav", "valid" if k % 4 >= 2 else "train",
                          *(f(k) for f in tags.values())])
    done = run("train", "--data", f"{name}.csv", "--arch", "world.json", "-o",
               f"{name}.safetensors", "--cache", "cache", "--epochs", 10)
    assert done.status == 0, done.err
    return done


def prepare():
    if os.path.exists("kinds.safetensors"):
        return
    prepare_world()
    for k in range(N):
        write_wav(f"{k}.wav", music(1.2, rate=8000, seed=k), rate=8000)
    done = train("words", WORDS)
    assert len(done.complaints) == 1, done.err
    assert "cannot learn them: never" in done.err, done.err
    assert train("kinds", KINDS).err == ""


def tag(*arguments, model="words.safetensors"):
    done = run("tag", "--model", model, *arguments)
    assert done.status == 0, done.err
    return done


def said(model, *arguments):
    """The objects of the last line of JSON, by tag."""
    line = tag("--json", *arguments, "0.wav", model=model).out.splitlines()[-1]
    return {one["tag"]: one for one in json.loads(line)["tags"]}


def about(model):
    return json.loads(run("info", "--json", model).out)


def test_untaught_is_found():
    """train finds what never varies; the model says so, and has no threshold
    for it"""
    prepare()
    words = about("words.safetensors")
    assert words["untaught"] == ["never"], words
    assert "never" not in words["thresholds"] and words["thresholds"]
    assert "untaught" not in about("kinds.safetensors")
    text = run("info", "words.safetensors").out
    assert re.search(r"^Untaught +1, .*: never$", text, re.M), text
    done = run("evaluate", "--model", "words.safetensors", "--data", "words.csv",
               "--cache", "cache", "--calibrate", "calibrated.safetensors")
    assert done.status == 0, done.err
    assert about("calibrated.safetensors")["untaught"] == ["never"]


def test_untaught_is_not_shown():
    """people are not told what could not be learnt, unless they ask; programs
    are, with a mark"""
    prepare()
    for options in ([], ["--top", 0], ["--threshold", 0],
                    ["--threshold", 0.001], ["--threshold", "auto"],
                    ["--events", "--threshold", 0.001]):
        out = tag(*options, "0.wav").out
        assert "never" not in out, (options, out)
        assert "rock" in out or "slow" in out, (options, out)
    for options in (["--top", 0], ["--threshold", 0.001], [],
                    ["--events", "--threshold", 0.001]):
        assert "never" in tag("--untaught", *options, "0.wav").out, options
    objects = said("words.safetensors")
    assert list(objects) == sorted(objects, key=lambda t: -objects[t]["p"])
    assert list(objects)[0] == "never"
    assert [t for t in objects if objects[t].get("untaught") is True] == [
        "never"]
    assert set(said("words.safetensors", "--threshold", "auto")) < {
        "rock", "slow"}
    rows = list(csv.DictReader(io.StringIO(tag("--csv", "0.wav").out)))
    assert {row["tag"] for row in rows} == set(WORDS)


def test_untaught_is_not_written():
    """what could not be learnt is not written into files"""
    prepare()
    done = run("tag", "--model", "words.safetensors", "--dry-run", "--threshold",
               0.001, "0.wav")
    if "built without" in done.err:
        return
    assert done.status == 0, done.err
    assert "GLISSANDO_TAGS" in done.out and "rock" in done.out, done.out
    assert "never" not in done.out, done.out
    assert "never" in tag("--dry-run", "--threshold", 0.001, "--untaught",
                          "0.wav").out


def test_untaught_in_a_library():
    """a library refuses to be asked what its model could not learn, and lists
    the rest"""
    prepare()
    tag("-o", "words.db", "0.wav", "1.wav")
    listed = run("query", "words.db").out
    assert "rock" in listed and "never" not in listed, listed
    done = run("query", "words.db", "slow & never")
    assert done.status == 2 and len(done.complaints) == 1, done.err
    assert "at character 8: “never” is a tag that its model could not" \
        in done.err, done.err
    done = run("report", "words.db", "-o", "words.html")
    assert done.status == 0, done.err
    with open("words.html", encoding="utf-8") as file:
        page = file.read()
    assert '["rock",0,' in page and "never\"" not in page
    # All probabilities are there, and none reaches its threshold.
    with sqlite3.connect("words.db") as database:
        found = database.execute("SELECT p, threshold FROM tags"
                                 " WHERE tag = 'never'").fetchall()
    assert len(found) == 2 and all(p < threshold for p, threshold in found)


def test_text_shows_what_passes():
    """text is of what reaches its threshold, if nothing else was asked for; of
    models without thresholds, of the most probable tags"""
    prepare()
    files = ["--order", "input", *(f"{k}.wav" for k in range(N))]
    by_default = tag(*files).out
    assert by_default == tag("--threshold", "auto", *files).out
    best = tag("--top", 5, *files).out
    assert best != by_default
    limits = about("words.safetensors")["thresholds"]
    told = 0
    for name, p in re.findall(r"   (rock|slow) +(\d\.\d+)", re.sub(
            "none reaches.*", "", by_default)):
        assert float(p) >= limits[name] - 0.005, (name, p)
        told += 1
    assert 0 < told < 4 * N, by_default
    with open("words.csv") as file, open("train-only.csv", "w") as some:
        some.writelines(line for line in file if ",valid," not in line)
    done = run("train", "--data", "train-only.csv", "--arch", "world.json", "-o",
               "without.safetensors", "--cache", "cache", "--epochs", 1)
    assert done.status == 0, done.err
    assert "thresholds" not in about("without.safetensors")
    assert re.search(r"whole .*(rock.*slow|slow.*rock)",
                     tag("0.wav", model="without.safetensors").out)


def test_categories():
    """people are told the tag of category---tag, programs the label"""
    prepare()
    text = tag("--top", 0, "0.wav", model="kinds.safetensors").out
    assert "---" not in text, text
    for name in ("rock", "voice", "film"):
        assert f"   {name} " in text, text
    assert set(said("kinds.safetensors")) == set(KINDS)
    tag("-o", "kinds.db", "0.wav", "1.wav", model="kinds.safetensors")
    assert re.search(r"  film$", run("query", "kinds.db").out, re.M)
    counts = run("query", "--json", "kinds.db").out.splitlines()
    assert [json.loads(line)["tag"] for line in counts] == list(KINDS)
    for text in ("film > 0", "FILM > 0", "mood/theme---film > 0"):
        done = run("query", "kinds.db", text)
        assert done.status == 0 and len(done.out.splitlines()) == 2, text
    done = run("tag", "--model", "kinds.safetensors", "--dry-run", "--threshold",
               0.001, "--write-genre", "film,genre---rock", "0.wav")
    if "built without" not in done.err:
        assert done.status == 0, done.err
        assert "---" not in done.out.replace("\n---", ""), done.out
        genre = re.search(r"GENRE: (.*)", done.out)[1]
        assert set(genre.split(", ")) == {"film", "rock"}, done.out


def test_two_vocabularies():
    """both in one pass: what each says by itself, and one sees whose a tag is"""
    prepare()
    words, kinds, both = map(said, ("words.safetensors", "kinds.safetensors",
                                    LIST))
    assert both == {**words, **kinds}
    text = tag("--top", 0, "0.wav", model=LIST).out
    for name in ("rock", "slow", *KINDS):
        assert f"   {name} " in text, text
    rows = csv.DictReader(io.StringIO(tag("--csv", "0.wav", model=LIST).out))
    assert {row["tag"] for row in rows} == {*WORDS, *KINDS}
    tag("-o", "both.db", "0.wav", "1.wav", model=LIST)
    with sqlite3.connect("both.db") as database:
        (name,), = database.execute("SELECT name FROM model").fetchall()
        assert name == "words,kinds"
        found = dict(database.execute(
            "SELECT tag, p FROM tags WHERE path LIKE '%/0.wav'").fetchall())
    assert {t: f"{p:.6g}" for t, p in found.items()} == {
        t: f"{one['p']:.6g}" for t, one in both.items()}
    for text, label in (("rock > 0", "rock"), ("voice > 0", "instrument---voice"),
                        ("genre---rock > 0", "genre---rock")):
        found = [json.loads(line) for line in
                 run("query", "--json", "both.db", text).out.splitlines()]
        mine, = [one for one in found if one["path"].endswith("/0.wav")]
        assert abs(mine["tags"][0]["p"] - both[label]["p"]) < 1e-5, text
    done = tag("--resume", "-o", "both.db", "0.wav", "1.wav", model=LIST)
    assert "skipped, tagged before: 2 of 2" in done.err, done.err


def test_default_is_a_name():
    """“default” is another name of the built-in model that is meant where none
    is named, also in a database from before that had a name of its own"""
    prepare()
    own = json.loads(run("info", "--json").out)["name"]
    assert own == "mtat"
    for name in ("default", own):
        assert about(name)["name"] == own
    done = run("tag", "--model", "default", "-o", "library.db", "0.wav")
    assert done.status == 0, done.err

    def finds(model):
        return len(run("query", "--model", model, "library.db",
                       "guitar > 0").out.splitlines())

    assert finds("default") == finds(own) == 1
    with sqlite3.connect("library.db") as database:
        database.execute("UPDATE model SET name = 'default'")
    assert finds("default") == 1 and finds(own) == 0
    done = run("tag", "--model", own, "--resume", "-o", "library.db", "0.wav")
    assert "skipped, tagged before: 1 of 1" in done.err, done.err
    assert finds("default") == finds(own) == 1


main(test_untaught_is_found, test_untaught_is_not_shown,
     test_untaught_is_not_written, test_untaught_in_a_library,
     test_text_shows_what_passes, test_categories, test_two_vocabularies,
     test_default_is_a_name)
