"""A folder of music becomes a library: `tag --output library.db`.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import math
import os
import sqlite3
import struct
import subprocess
from urllib.parse import unquote_to_bytes, urlparse

from glissando import PROGRAM, main, music, prepare_world, run, write_wav

MODEL = ["--model", "world.safetensors"]
ODD = [b"plain.wav", b"two\nlines.wav", b"\xff\xfe.wav", b"-dash.wav",
       b"a 'b' \"c\";--.wav", b"n" * 251 + b".wav", "höher.wav".encode()]


def ask(database, sql, *values):
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def prepare():
    """music/, with names of all kinds, and sub/, with the rest."""
    prepare_world()
    if os.path.exists("music"):
        return
    os.makedirs("music/sub")
    for i, name in enumerate(ODD):
        folder = b"music/sub/" if i % 2 else b"music/"
        write_wav(folder + name, music(1.5 + i, rate=8000, seed=i), rate=8000)


def tag(*arguments, **more):
    return run("tag", *MODEL, *arguments, **more)


def remove(*names):
    for name in names:
        for end in ("", "-wal", "-shm"):
            if os.path.exists(name + end):
                os.remove(name + end)


def contents(database):
    """All that does not depend on when and in which order it was put in."""
    tracks = ask(database, "SELECT uri, path, size, mtime_ns, start_s, end_s,"
                 " whole, silent, padded FROM track ORDER BY uri")
    tags = ask(database, "SELECT uri, tag, p FROM tags ORDER BY uri, tag")
    segments = ask(database, "SELECT uri, start_s, end_s, tag, p FROM segments"
                   " ORDER BY uri, start_s, tag")
    vectors = ask(database, "SELECT uri, vector FROM embedding JOIN track"
                  " ON track = id ORDER BY uri")
    assert tracks and tags and segments and vectors
    return tracks, tags, segments, vectors


def path_of(uri):
    return unquote_to_bytes(urlparse(uri).path)


def test_output():
    """the database has what JSON says, and leads back to every file"""
    prepare()
    done = tag("-o", "library.db", "music")
    assert done.status == 0 and done.out == "", done.err
    said = {}
    for line in tag("--json", "music").out.splitlines():
        line = json.loads(line)
        uri = line.get("uri") or "file://" + os.path.abspath(line["input"])
        said.setdefault(path_of(uri) if "uri" in line
                        else os.path.abspath(line["input"]).encode(),
                        []).append(line)
    assert len(said) == len(ODD)
    for uri, path, size, mtime, end in ask(
            "library.db", "SELECT uri, path, size, mtime_ns, end_s FROM track"):
        name = path_of(uri)
        status = os.stat(name)
        assert (size, mtime) == (status.st_size, status.st_mtime_ns)
        assert (path is None) == (b"\xff" in name)
        assert path is None or path.encode() == name
        *segments, summary = said.pop(name)
        assert abs(end - summary["end"]) < 1e-3
        tags = dict(ask("library.db", "SELECT tag, p FROM tags WHERE uri = ?",
                        uri))
        for one in summary["tags"]:
            assert math.isclose(tags.pop(one["tag"]), one["p"], rel_tol=1e-5)
        assert not tags
        starts = [row[0] for row in ask(
            "library.db", "SELECT DISTINCT start_s FROM segments"
            " WHERE uri = ? ORDER BY start_s", uri)]
        assert len(starts) == len(segments)
    assert not said
    assert ask("library.db", "PRAGMA integrity_check") == [("ok",)]


def test_embedding():
    """the embedding is the mean over segments, and gives the tags"""
    prepare()
    write_wav("one.wav", music(0.512, rate=8000), rate=8000)
    remove("one.db")
    assert tag("-o", "one.db", "one.wav").status == 0
    (vector,), = ask("one.db", "SELECT vector FROM embedding")
    vector = struct.unpack(f"<{len(vector) // 4}f", vector)
    assert len(vector) == 4  # the units of the world's hidden layer
    with open("world.safetensors", "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(size)), file.read()

    def tensor(ends):
        (name,) = [n for n in header if n.endswith(ends)]
        begin, end = header[name]["data_offsets"]
        kind = "e" if header[name]["dtype"] == "F16" else "f"
        n = (end - begin) // struct.calcsize(kind)
        return struct.unpack(f"<{n}{kind}", data[begin:end])

    names = sorted(n for n in header if n.startswith("dense"))
    last = names[-1].split(".")[0]
    weight, bias = tensor(last + ".weight"), tensor(last + ".bias")
    assert len(weight) == 8
    shape = header[last + ".weight"]["shape"]
    for place, (p,) in enumerate(ask(
            "one.db", "SELECT p FROM track_tag JOIN tag ON tag = tag.id"
            " ORDER BY place")):
        column = (weight[place * 4:place * 4 + 4] if shape == [2, 4]
                  else weight[place::2])
        z = sum(v * w for v, w in zip(vector, column)) + bias[place]
        assert abs(1 / (1 + math.exp(-z)) - p) < 1e-5, (p, z)


def test_names_of_databases():
    """.db, .sqlite, sqlite:PATH and what is one already are databases"""
    prepare()
    remove("a.sqlite", "b", "c.db")
    assert tag("-o", "a.sqlite", "one.wav").status == 0
    assert tag("-o", "sqlite:b", "one.wav").status == 0
    assert tag("-o", "b", "music/plain.wav").status == 0
    uri = "file://" + os.path.abspath("c.db")
    assert tag("-o", uri, "one.wav").status == 0
    assert [len(ask(name, "SELECT * FROM track"))
            for name in ("a.sqlite", "b", "c.db")] == [1, 2, 1]


def test_refusals():
    """what is none of ours is refused in a sentence, and stays"""
    prepare()
    with open("text.db", "w") as file:
        file.write("a text\n")
    sqlite3.connect("others.db").execute("CREATE TABLE song (a)").connection \
        .commit()
    for name, word in (("text.db", "this is not a database"),
                       ("others.db", "made by another program")):
        with open(name, "rb") as file:
            before = file.read()
        done = tag("-o", name, "one.wav")
        assert done.status == 1 and len(done.complaints) == 1, done.err
        assert word in done.err, done.err
        with open(name, "rb") as file:
            assert file.read() == before
    for more in (["--json"], ["--csv"], ["--events"]):
        done = tag("-o", "x.db", *more, "one.wav")
        assert done.status == 2 and "database" in done.err, done.err
    assert not os.path.exists("x.db")
    done = tag("-o", "no/x.db", "one.wav")
    assert done.status == 1 and "no/x.db" in done.err, done.err


def test_selection():
    """--threshold keeps segments small, and the whole as it is"""
    prepare()
    remove("s.db", "all.db")
    assert tag("-o", "all.db", "music/plain.wav").status == 0
    assert tag("-o", "s.db", "--top", 1, "music/plain.wav").status == 0
    assert ask("s.db", "SELECT tag, p FROM tags") == ask(
        "all.db", "SELECT tag, p FROM tags")
    n, = ask("all.db", "SELECT count(*) FROM segments")[0]
    assert ask("s.db", "SELECT count(*) FROM segments") == [(n // 2,)]


def test_torn():
    """a torn file is kept as partial; the whole is not replaced by it"""
    prepare()
    remove("torn.db")
    write_wav("torn.wav", music(6, rate=8000), rate=8000)
    with open("torn.wav", "r+b") as file:
        file.truncate(os.path.getsize("torn.wav") // 2)
    done = tag("-o", "torn.db", "torn.wav", "one.wav")
    assert done.status == 1 and "torn.wav" in done.err, done.err
    rows = dict(ask("torn.db", "SELECT path, whole FROM track"))
    assert rows == {os.path.abspath("torn.wav"): 0,
                    os.path.abspath("one.wav"): 1}


if __name__ == "__main__":
    main(test_output, test_embedding, test_names_of_databases, test_refusals,
         test_selection, test_torn)
