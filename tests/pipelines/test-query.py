"""What `glissando query` finds in a library, and how it says so.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import math
import os
import sqlite3
import struct
import subprocess

from glissando import PROGRAM, main, music, prepare_world, run, write_wav

ODD = [b"plain.wav", b"two\nlines.wav", b"\xff\xfe.wav", b"#not a remark.wav",
       b"a, \"b\".wav", "höher.wav".encode(), b"space .wav", b"end .wav "]


def prepare():
    """library.db, of music/ with names of all kinds."""
    prepare_world()
    if os.path.exists("library.db"):
        return
    os.makedirs("music")
    for i, name in enumerate(ODD):
        write_wav(b"music/" + name, music(1 + i / 2, rate=8000, seed=i),
                  rate=8000)
    done = run("tag", "--model", "world.safetensors", "-o", "library.db",
               "music")
    assert done.status == 0, done.err


def ask(sql):
    connection = sqlite3.connect("library.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def query(*arguments):
    return run("query", "library.db", *arguments)


def find(*arguments):
    done = query("--json", *arguments)
    assert done.status == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def probabilities(tag):
    return dict(ask(f"SELECT uri, p FROM tags WHERE tag = '{tag}'"))


def test_expression():
    """an expression finds what it says, the best first"""
    prepare()
    a, b = probabilities("a"), probabilities("b")
    assert len(a) == len(ODD)
    middle = sorted(a.values())[len(a) // 2]
    found = find(f"a >= {middle:.9f} | !b > 0")
    assert {one["uri"] for one in found} == {
        uri for uri in a if a[uri] >= middle - 1e-9}
    for one in found:
        strength = max(a[one["uri"]], 1 - b[one["uri"]])
        assert math.isclose(one["strength"], strength, rel_tol=1e-5)
        assert [tag["tag"] for tag in one["tags"]] == ["a", "b"]
        assert math.isclose(one["tags"][0]["p"], a[one["uri"]], rel_tol=1e-5)
    assert [one["strength"] for one in found] == sorted(
        (one["strength"] for one in found), reverse=True)
    best = find("a > 0", "--top", 2)
    assert [one["uri"] for one in best] == sorted(a, key=a.get)[:-3:-1]
    assert len(find("a", "--threshold", 0)) == len(ODD)
    assert find("a", "--threshold", 1) == []


def test_thresholds():
    """a tag alone holds from where the model says that it is there"""
    prepare()
    (threshold,), = ask("SELECT threshold FROM tag WHERE name = 'a'")
    assert threshold is not None  # train has written it
    assert {one["uri"] for one in find("a")} == {
        uri for uri, p in probabilities("a").items() if p >= threshold}


def test_like():
    """--like: the nearest first, by the cosine of the embeddings"""
    prepare()
    vectors = {uri: struct.unpack(f"<{len(v) // 4}f", v) for uri, v in ask(
        "SELECT uri, vector FROM embedding JOIN track ON track = id")}
    me = "file://" + os.path.abspath("music/plain.wav")
    mine = vectors.pop(me)

    def distance(other):
        return 1 - (sum(x * y for x, y in zip(mine, other))
                    / math.hypot(*mine) / math.hypot(*other))

    for name in ("music/plain.wav", me):
        found = find("--like", name)
        assert [one["uri"] for one in found] == sorted(
            vectors, key=lambda uri: distance(vectors[uri]))
        for one in found:
            assert abs(one["distance"] - distance(vectors[one["uri"]])) < 1e-5
    some = find("a>0", "--like", "music/plain.wav", "--top", 3)
    assert [one["uri"] for one in some] == [one["uri"] for one in found[:3]]
    assert all("strength" in one for one in some)
    done = query("--like", "music/nothing.wav")
    assert done.status == 2 and "nothing.wav sounds like: tag that" \
        in done.err, done.err


def test_formats():
    """text, CSV, JSON and --null say the same, of every name"""
    prepare()
    objects = find("a > 0")
    assert len(objects) == len(ODD)
    rows = list(csv.DictReader(io.StringIO(query("--csv", "a > 0").out)))
    assert [row["path"] for row in rows] == [
        one.get("path", one["uri"]) for one in objects]
    for row, one in zip(rows, objects):
        assert float(row["strength"]) == one["strength"]
        assert abs(float(row["seconds"]) - one["seconds"]) < 1e-3
        assert row["distance"] == ""
    done = subprocess.run([PROGRAM, "query", "library.db", "-0", "a > 0"],
                          check=True, stdout=subprocess.PIPE).stdout
    paths = done.split(b"\0")
    assert paths.pop() == b""
    assert sorted(map(os.path.basename, paths)) == sorted(ODD)
    assert all(os.path.exists(path) for path in paths)
    lines = query("a > 0").out.splitlines()
    assert len(lines) == len(ODD)
    assert lines[0].startswith(f"{objects[0]['strength']:.2f}  /")
    done = query("a >= 1")
    assert done.status == 0 and done.out == ""
    assert "library.db: no track is like that" in done.err


def test_playlist():
    """a playlist leads back to every file"""
    prepare()
    done = query("a > 0", "--playlist", "out.m3u8")
    assert done.status == 0 and done.out == "", done.err
    assert query("a > 0", "--playlist", "-").out == open("out.m3u8").read()
    lines = open("out.m3u8").read().splitlines()
    assert lines[0] == "#EXTM3U" and len(lines) == 1 + 2 * len(ODD)
    assert lines[1].startswith("#EXTINF:")
    run("tag", "--model", "world.safetensors", "-o", "again.db", "out.m3u8")
    connection = sqlite3.connect("again.db")
    again = connection.execute("SELECT uri FROM track ORDER BY uri").fetchall()
    connection.close()
    assert again == ask("SELECT uri FROM track ORDER BY uri")
    assert len(again) == len(ODD)


def test_counts():
    """without an expression, the tags and how many tracks have them"""
    prepare()
    counts = {one["tag"]: one["tracks"] for one in find()}
    assert counts == {tag: len(find(tag)) for tag in ("a", "b")}
    lines = query().out.splitlines()
    assert [line.split()[0] for line in lines] == [str(counts[tag])
                                                   for tag in ("a", "b")]
    assert query("--csv").out.splitlines()[0] == "tag,threshold,tracks"


def test_read_only():
    """a library that nobody may write to is read"""
    prepare()
    os.makedirs("frozen", exist_ok=True)
    with open("library.db", "rb") as file, open("frozen/a.db", "wb") as copy:
        copy.write(file.read())
    os.chmod("frozen/a.db", 0o444)
    os.chmod("frozen", 0o555)
    try:
        done = run("query", "frozen/a.db", "a > 0")
        assert done.status == 0, done.err
        assert len(done.out.splitlines()) == len(ODD)
        assert os.listdir("frozen") == ["a.db"]
    finally:
        os.chmod("frozen", 0o755)


def test_mistakes():
    """what is wrong is said in a sentence, and nothing is lost"""
    prepare()
    with open("text.db", "w") as file:
        file.write("a text\n")
    for arguments, status, word in (
            (["query"], 2, "query what?"),
            (["query", "no.db", "a"], 1, "no.db: there is no such file"),
            (["query", "text.db", "a"], 1, "text.db: this is not a database"),
            (["query", "library.db", "a & calm"], 2, "at character 5: “calm”"),
            (["query", "library.db", "a &"], 2, "at character 4"),
            (["query", "library.db", "a", "b"], 2, "one argument"),
            (["query", "library.db", "--playlist", "x.m3u8"], 2, "expression"),
            (["query", "library.db", "a", "--json", "--csv"], 2, "exclude"),
            (["query", "library.db", "a", "--top", "-1"], 2, "--top"),
            (["query", "library.db", "a", "--threshold", "2"], 2, "threshold"),
            (["query", "library.db", "a", "--model", "x"], 2, "model “x”"),
            (["query", "library.db", "a", "--playlist", "library.db"], 2,
             "it is read too"),
            (["query", "library.db", "a", "--playlist", "no/x.m3u8"], 1,
             "no/x.m3u8")):
        done = run(*arguments)
        assert done.status == status, (arguments, done.err)
        assert len(done.complaints) == 1 and word in done.err, done.err
        assert done.out == ""
    assert ask("PRAGMA integrity_check") == [("ok",)]


main(test_expression, test_thresholds, test_like, test_formats, test_playlist,
     test_counts, test_read_only, test_mistakes)
