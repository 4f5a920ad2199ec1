"""A folder of music becomes a library: `tag --output library.db`.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import hashlib
import json
import math
import os
import random
import signal
import sqlite3
import struct
import subprocess
import time
from urllib.parse import unquote_to_bytes, urlparse

from glissando import PROGRAM, main, music, run, write_wav
from libraries import (MODEL, ODD, ask, contents, make_many, prepare, remove,
                       tag)

SEED = os.environ.get("GLISSANDO_SEED", "1")


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


def test_embedding_mean():
    """the mean of embeddings is by duration, and silence is left out"""
    prepare()
    x, y = (music(4.096, rate=8000, seed=seed) for seed in (1, 2))
    silence = [0.0] * 6 * len(x)
    parts = {"x": x, "y": y, "s": silence, "xy": x + y, "xsy": x + silence + y}
    for name, samples in parts.items():
        write_wav(f"mean-{name}.wav", samples, rate=8000)
    remove("mean.db")
    assert tag("-o", "mean.db", *(f"mean-{name}.wav" for name in parts)
               ).status == 0
    vectors = {}
    for path, vector in ask("mean.db", "SELECT path, vector FROM embedding"
                            " JOIN track ON track = id"):
        vectors[path[:-4].rpartition("-")[2]] = struct.unpack("<4f", vector)
    middle = [(a + b) / 2 for a, b in zip(vectors["x"], vectors["y"])]
    far = math.dist(vectors["x"], vectors["y"])
    assert math.dist(middle, vectors["xy"]) < 0.1 * far, vectors
    # One segment is half silent; of all, three quarters would be silence.
    far = math.dist(vectors["s"], vectors["xy"])
    assert math.dist(vectors["xsy"], vectors["xy"]) < 0.25 * far, vectors


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


# --- going on ---

def inputs_of(path):
    """Of JSON lines: each input that has a summary, and how many lines."""
    found = {}
    with open(path) as file:
        for line in map(json.loads, file):
            found.setdefault(line["input"], []).append(line)
    return found


def test_resume_database():
    """--resume hears what is not there yet, and says what it skips"""
    prepare()
    remove("r.db")
    assert tag("-o", "r.db", "music/sub").status == 0
    done = tag("-o", "r.db", "--resume", "music")
    assert done.status == 0, done.err
    assert done.complaints == [f"glissando: skipped, tagged before: "
                               f"{len(ODD) // 2} of {len(ODD)}"], done.err
    assert contents("r.db") == contents("library.db")
    done = tag("-o", "r.db", "--resume", "music")
    assert f"{len(ODD)} of {len(ODD)}" in done.err
    # Another model has heard nothing of it.
    run("train", "--data", "world.csv", "--arch", "world.json", "--seed", 7,
        "-o", "other.safetensors", "--cache", "cache")
    done = run("tag", "--model", "other.safetensors", "-o", "r.db", "--resume",
               "music/plain.wav")
    assert done.status == 0 and done.err == "", done.err
    assert ask("r.db", "SELECT count(*) FROM model") == [(2,)]


def test_changed():
    """--changed hears what is new, or another file than then"""
    prepare()
    remove("c.db")
    os.makedirs("changing", exist_ok=True)
    for i in range(4):
        write_wav(f"changing/{i}.wav", music(2, rate=8000, seed=i), rate=8000)
    assert tag("-o", "c.db", "changing").status == 0
    before = dict(ask("c.db", "SELECT path, tagged_s FROM track"))
    connection = sqlite3.connect("c.db")
    connection.execute("UPDATE track SET tagged_s = 1")
    connection.commit()
    connection.close()
    write_wav("changing/0.wav", music(3, rate=8000), rate=8000)
    os.utime("changing/1.wav", ns=(0, 123456789))
    write_wav("changing/new.wav", music(2, rate=8000, seed=9), rate=8000)
    done = tag("-o", "c.db", "--changed", "changing")
    assert done.status == 0 and "skipped, tagged before: 2 of 5" in done.err
    again = {os.path.basename(path) for path, in ask(
        "c.db", "SELECT path FROM track WHERE tagged_s > 1")}
    assert again == {"0.wav", "1.wav", "new.wav"}, again
    assert set(before) < {path for path, in ask("c.db",
                                                "SELECT path FROM track")}
    assert ask("c.db", "SELECT mtime_ns FROM track WHERE path LIKE '%/1.wav'"
               ) == [(123456789,)]


def test_resume_lines():
    """--resume goes on with JSON lines, and leaves each input once"""
    prepare()
    remove("r.json", "all.json")
    everything = ["--json", "--resume", "-j1", "music"]
    assert tag(*everything, "-o", "all.json").status == 0
    with open("all.json", "rb") as file:
        whole = file.read()
    assert len(inputs_of("all.json")) == len(ODD)
    # Whatever was written last, and however much of it.
    for n in range(0, len(whole), max(len(whole) // 23, 1)):
        with open("r.json", "wb") as file:
            file.write(whole[:n])
        done = tag(*everything, "-o", "r.json")
        assert done.status == 0, done.err
        with open("r.json", "rb") as file:
            assert file.read() == whole, n
    done = tag(*everything, "-o", "r.json")
    assert f"{len(ODD)} of {len(ODD)}" in done.err
    # By another model, nothing is known; nor by one of other tags.
    done = run("tag", "--model", "other.safetensors", *everything, "-o",
               "r.json")
    assert done.status == 0 and done.err == "", done.err
    lines = tag("--json", "music/plain.wav").out
    for old, skips in (("", 1), ('"tag":"a"', 0)):
        with open("r.json", "w") as file:
            file.write(lines.replace(old or "\0", '"tag":"c"'))
        done = tag("--json", "--resume", "-o", "r.json", "music/plain.wav")
        assert done.err.count("skipped") == skips, done.err


def test_foreign_lines():
    """a file that is none of ours is not gone on with, and stays"""
    prepare()
    for text in ("a diary\n", '{"a": 1}\n', '{"input":"x","summary":true,'
                 '"tags":[]}\nand more\n'):
        with open("diary.json", "w") as file:
            file.write(text)
        done = tag("--json", "--resume", "-o", "diary.json", "one.wav")
        assert done.status == 1 and "none of “tag --json”" in done.err, done.err
        with open("diary.json") as file:
            assert file.read() == text
    # The first byte of a process's memory cannot be read.
    if os.path.exists("/proc/self/mem"):
        done = tag("--json", "--resume", "-o", "/proc/self/mem", "one.wav")
        assert done.status == 1 and "cannot be read" in done.err, done.err
    for wrong in (["--resume", "one.wav"], ["--resume", "--json", "one.wav"],
                  ["--resume", "-o", "x.txt", "one.wav"],
                  ["--changed", "--json", "-o", "x.json", "one.wav"],
                  ["--changed", "--resume", "-o", "x.db", "one.wav"]):
        done = tag(*wrong)
        assert done.status == 2 and len(done.complaints) == 1, done.err


def kill_at_random(arguments, check, n_kills=20):
    """Kills a run again and again; each next one goes on. Returns: how many of
    them were still there to be killed"""
    moments = random.Random(SEED)
    n_killed = 0
    for _ in range(n_kills):
        process = subprocess.Popen([PROGRAM, "tag", *MODEL, *arguments],
                                   stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.05, 0.3))
        process.kill()
        n_killed += process.wait(timeout=60) == -signal.SIGKILL
        check()
    done = tag(*arguments)
    assert done.status == 0, done.err
    return n_killed


def test_kill_database():
    """killed twenty times and gone on with, the database is that of one run"""
    prepare()
    make_many(60, 10)
    remove("once.db", "k.db")
    assert tag("-o", "once.db", "many").status == 0

    def check():
        if os.path.exists("k.db") and os.path.getsize("k.db") > 0:
            assert ask("k.db", "PRAGMA integrity_check") == [("ok",)]
            assert ask("k.db", "PRAGMA foreign_key_check") == []
            tables, = ask("k.db", "SELECT count(*) FROM sqlite_master")[0]
            if tables == 0:  # killed before there were any
                return
            assert ask("k.db", "SELECT uri FROM track WHERE NOT whole OR id NOT"
                       " IN (SELECT track FROM track_tag)") == []

    n = kill_at_random(["-o", "k.db", "--resume", "-j2", "many"], check)
    assert contents("k.db") == contents("once.db")
    assert n > 3, n
    print(f"# killed {n} times, seed {SEED}")


def test_kill_lines():
    """killed twenty times and gone on with, the lines are those of one run"""
    prepare()
    make_many(60, 10)
    remove("once.json", "k.json")
    assert tag("--json", "--resume", "-o", "once.json", "many").status == 0
    n = kill_at_random(["--json", "--resume", "-o", "k.json", "-j2", "many"],
                       lambda: None)
    assert inputs_of("k.json") == inputs_of("once.json")
    assert n > 3, n
    print(f"# killed {n} times, seed {SEED}")


def has_begun(name):
    """Whether there is a track in what is being written."""
    if not os.path.exists(name) or os.path.getsize(name) == 0:
        return False
    if not name.endswith(".db"):
        return True
    return (ask(name, "SELECT count(*) FROM sqlite_master") > [(0,)]
            and ask(name, "SELECT count(*) FROM track") > [(0,)])


def test_interrupted():
    """Ctrl-C leaves out what it interrupts, and --resume hears that"""
    prepare()
    make_many(60, 10)
    for name, more in (("i.db", []), ("i.json", ["--json"])):
        remove(name)
        command = [PROGRAM, "tag", *MODEL, *more, "-j2", "--resume", "-o", name,
                   "many"]
        with subprocess.Popen(command, stderr=subprocess.PIPE,
                              text=True) as process:
            for _ in range(6000):
                if process.poll() is not None or has_begun(name):
                    break
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        assert process.returncode in (0, 130), err
        if more:
            assert not any(line.get("partial") for lines in
                           inputs_of(name).values() for line in lines)
        assert tag(*more, "--resume", "-o", name, "many").status == 0
    assert contents("i.db") == contents("once.db")
    assert inputs_of("i.json") == inputs_of("once.json")


# --- which inputs ---

def names_of(done):
    assert done.status == 0, done.err
    return sorted({json.loads(line).get("uri") or json.loads(line)["input"]
                   for line in done.out.splitlines()})


def test_from_file():
    """--from-file names inputs by lines or zero bytes, from a pipe too"""
    prepare()
    everything = names_of(tag("--json", "music"))
    found = subprocess.run(["find", "music", "-type", "f", "-print0"],
                           check=True, stdout=subprocess.PIPE).stdout
    with open("list0", "wb") as file:
        file.write(found)
    assert names_of(tag("--json", "--from-file", "list0")) == everything
    done = subprocess.run([PROGRAM, "tag", *MODEL, "--json", "--from-file", "-"],
                          input=found, stdout=subprocess.PIPE, check=True)
    assert sorted({json.loads(line).get("uri") or json.loads(line)["input"]
                   for line in done.stdout.splitlines()}) == everything
    with open("list", "w") as file:
        file.write("music/plain.wav\n\none.wav")
    assert names_of(tag("--json", "--from-file", "list", "music/sub/"
                        + ODD[3].decode())) == sorted(
        ["music/plain.wav", "one.wav", "music/sub/" + ODD[3].decode()])
    done = tag("--from-file", "no list")
    assert done.status == 1 and "no list: this list cannot be read" in done.err
    with open("list", "w") as file:
        file.write("music/plain.wav\nnot there.wav\n")
    done = tag("--from-file", "list")
    assert done.status == 1 and "not there.wav" in done.err


def test_shards():
    """shards are a partition, whatever the folder is called and holds besides"""
    prepare()
    make_many(60, 10)
    everything = names_of(tag("--json", "many"))
    parts = [names_of(tag("--json", "--shard", f"{i}/3", "many"))
             for i in (1, 2, 3)]
    assert sorted(sum(parts, [])) == everything
    assert all(parts), parts
    for name in everything:  # as the manual has it
        digest = hashlib.sha256(os.path.basename(name).encode()).digest()
        part = int.from_bytes(digest[:8], "big") % 3
        assert name in parts[part], name
    os.makedirs("elsewhere", exist_ok=True)
    os.symlink(os.path.abspath("many"), "elsewhere/many")
    moved = names_of(tag("--json", "--shard", "2/3", "elsewhere/many/"))
    assert [os.path.basename(name) for name in moved] == [
        os.path.basename(name) for name in parts[1]]
    open("many/empty.wav", "w").close()
    complaints = [tag("--json", "--shard", f"{i}/3", "many").complaints
                  for i in (1, 2, 3)]
    os.remove("many/empty.wav")
    assert sum(len(c) for c in complaints) == 1, complaints
    # A link is the same input for all of them.
    os.symlink("0.wav", "many/again.wav")
    parts = [names_of(tag("--json", "--shard", f"{i}/5", "many"))
             for i in range(1, 6)]
    os.remove("many/again.wav")
    assert len(sum(parts, [])) == len(everything), parts
    for wrong in ("0/3", "4/3", "1", "a/b", "1/0", "1/2/3", "-1/2", ""):
        done = tag("--shard", wrong, "many")
        assert done.status == 2 and "--shard" in done.err, done.err


if __name__ == "__main__":
    main(test_output, test_embedding, test_embedding_mean,
         test_names_of_databases, test_refusals, test_selection, test_torn,
         test_resume_database, test_changed, test_resume_lines,
         test_foreign_lines, test_kill_database, test_kill_lines,
         test_interrupted, test_from_file, test_shards)
