"""Databases of parts of a library become one: `glissando merge`.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

from glissando import PROGRAM, main, music, run, write_wav
from libraries import ask, nobody, prepare, remove, rows, tag

SEED = os.environ.get("GLISSANDO_SEED", "1")
N_SHARDS = 3


def merge(*arguments, **more):
    return run("merge", *arguments, **more)


def shards():
    prepare()
    names = [f"shard-{i}.db" for i in range(1, N_SHARDS + 1)]
    if not os.path.exists(names[-1]):
        assert tag("-o", "whole.db", "music").status == 0
        for i, name in enumerate(names, 1):
            done = tag("-o", name, "--shard", f"{i}/{N_SHARDS}", "music")
            assert done.status == 0, done.err
    return names


def change(database, *statements):
    connection = sqlite3.connect(database)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def check(database):
    assert ask(database, "PRAGMA integrity_check") == [("ok",)]
    assert ask(database, "PRAGMA foreign_key_check") == []


def test_shards():
    """the parts, merged, are what one run gives, and again they are"""
    parts = shards()
    remove("merged.db")
    n, = ask("whole.db", "SELECT count(*) FROM track")[0]
    done = merge("-o", "merged.db", *parts)
    assert done.status == 0 and done.err == "", done.err
    assert done.out == (f"merged.db: {n} tracks added, 0 renewed, "
                        "0 known already\n"), done.out
    assert rows("merged.db") == rows("whole.db")
    check("merged.db")
    done = merge("-o", "merged.db", *reversed(parts), "whole.db")
    assert done.out == (f"merged.db: 0 tracks added, 0 renewed, {2 * n} known "
                        "already\n"), done.out
    assert rows("merged.db") == rows("whole.db")
    # What it has is known: nothing is heard again.
    done = tag("-o", "merged.db", "--changed", "music")
    assert f"skipped, tagged before: {n} of {n}" in done.err, done.err


def test_newest():
    """of a track in several, the newest is kept, whichever comes first"""
    parts = shards()
    for name, when, level in (("old.db", 1000, 0.125), ("new.db", 2000, 0.875),
                              ("older.db", 500, 0.5)):
        shutil.copy(parts[0], name)
        change(name, f"UPDATE track SET tagged_s = {when}",
               f"UPDATE track_tag SET p = {level}",
               f"UPDATE segment_tag SET p = {level}",
               "DELETE FROM segment WHERE start_s > 0" if when < 2000 else
               "UPDATE tag SET threshold = 0.75",
               f"UPDATE model SET name = 'of {when}'")
    n, = ask("old.db", "SELECT count(*) FROM track")[0]
    for order in (["old.db", "new.db", "older.db"],
                  ["new.db", "older.db", "old.db"],
                  ["older.db", "old.db", "new.db"]):
        remove("newest.db")
        done = merge("-o", "newest.db", *order)
        assert done.status == 0, done.err
        assert rows("newest.db") == rows("new.db"), order
        assert ask("newest.db", "SELECT DISTINCT tagged_s FROM track") == [
            (2000,)]
        check("newest.db")
    done = merge("-o", "newest.db", "old.db")
    assert done.out == (f"newest.db: 0 tracks added, 0 renewed, {n} known "
                        "already\n"), done.out


def test_torn():
    """the half of a file that is the same takes no whole one's place"""
    parts = shards()
    whole, half, later = "whole-1.db", "half-1.db", "later-1.db"
    for name in (whole, half, later):
        shutil.copy(parts[0], name)
    change(half, "UPDATE track SET whole = 0, tagged_s = tagged_s + 10,"
           " end_s = end_s / 2")
    change(later, "UPDATE track SET whole = 0, tagged_s = tagged_s + 10,"
           " mtime_ns = mtime_ns + 1")
    for order in ([whole, half], [half, whole]):
        remove("torn.db")
        assert merge("-o", "torn.db", *order).status == 0
        assert rows("torn.db") == rows(whole)
    # Another file by now is another thing.
    assert merge("-o", "torn.db", later).status == 0
    assert rows("torn.db") == rows(later)


def test_several_models():
    """each model's tags are kept beside those of the others"""
    parts = shards()
    run("train", "--data", "world.csv", "--arch", "world.json", "--seed", 7,
        "-o", "other.safetensors", "--cache", "cache")
    remove("other.db", "both.db")
    done = run("tag", "--model", "other.safetensors", "-o", "other.db", "music")
    assert done.status == 0, done.err
    done = merge("-o", "both.db", "whole.db", "other.db", *parts)
    assert done.status == 0 and "tags of 2 models" in done.err, done.err
    names = ask("both.db", "SELECT id FROM model ORDER BY id")
    assert names == [(1,), (2,)]
    remove("one.db")
    shutil.copy("both.db", "one.db")
    change("one.db", "PRAGMA foreign_keys = ON",
           "DELETE FROM track WHERE model = 1",
           "DELETE FROM tag WHERE model = 1", "DELETE FROM model WHERE id = 1")
    assert rows("one.db") == rows("other.db")


def test_refusals():
    """what is none of ours, or altered, is named in a sentence; the rest is
    merged"""
    parts = shards()
    with open("text.db", "w") as file:
        file.write("a text\n")
    open("empty.db", "w").close()
    change("song.db", "CREATE TABLE IF NOT EXISTS song (a)")
    for name in ("later.db", "altered.db", "short.db"):
        shutil.copy(parts[0], name)
    change("later.db", "PRAGMA user_version = 7")
    change("altered.db", "UPDATE tag SET name = 'z' WHERE name = 'a'")
    change("short.db", "PRAGMA foreign_keys = OFF",
           "ALTER TABLE track RENAME COLUMN uri TO address")
    wrong = [("text.db", "this is not a database"),
             ("empty.db", "this is not a database"),
             ("song.db", "made by another program"),
             ("later.db", "from a later Glissando"),
             ("not-there.db", "there is no such file"),
             ("short.db", "no such column"),
             ("altered.db", "it has other tags of the same model")]
    remove("merged.db")
    done = merge("-o", "merged.db", parts[0], *(name for name, _ in wrong),
                 *parts[1:])
    assert done.status == 1, done.err
    assert len(done.complaints) == len(wrong), done.err
    for (name, word), said in zip(wrong, done.complaints):
        assert said.startswith(f"glissando: {name}: "), said
        assert word in said, said
    assert rows("merged.db") == rows("whole.db")
    for name, word in wrong[:5]:
        remove("nothing.db")
        done = merge("-o", "nothing.db", name)
        assert done.status == 1 and word in done.err, done.err
        assert not os.path.exists("nothing.db")
        if os.path.exists(name) and name != "empty.db":
            done = merge("-o", name, parts[0])
            assert done.status == 1 and word in done.err, done.err


def test_usage():
    """wrong usage is status 2, and nothing is written"""
    parts = shards()
    for wrong, word in ((["-o", "x.db"], "merge what"), (parts, "--output"),
                        (["-o", "x.txt", *parts], "--output"),
                        (["-o", parts[0], *parts], "would be lost"),
                        (["-o", "./" + parts[0], *parts], "would be lost")):
        done = merge(*wrong)
        assert done.status == 2 and len(done.complaints) == 1, done.err
        assert word in done.err, done.err
    assert not os.path.exists("x.db") and not os.path.exists("x.txt")
    assert merge("-o", "sqlite:x", *parts).status == 0
    assert rows("x") == rows("whole.db")


def test_read_only():
    """a part that may only be read is read, and stays as it is"""
    parts = shards()
    os.makedirs("locked", exist_ok=True)
    shutil.copy(parts[0], "locked/part.db")
    os.chmod("locked/part.db", 0o444)
    os.chmod("locked", 0o555)
    remove("r.db")
    try:
        os.chmod(os.getcwd(), 0o777)
        done = merge("-o", "r.db", "locked/part.db", wrapper=nobody())
        assert done.status == 0, done.err
        assert os.listdir("locked") == ["part.db"]
        assert rows("r.db") == rows(parts[0])
    finally:
        os.chmod("locked", 0o755)


def make_many(n=3000):
    """A part of many tracks, which takes a while."""
    if os.path.exists("many.db"):
        return
    shutil.copy("whole.db", "many.db")
    columns = ("path, size, mtime_ns, start_s, end_s, tagged_s, whole, silent,"
               " padded")
    connection = sqlite3.connect("many.db")
    (first,) = connection.execute("SELECT max(id) FROM track").fetchone()
    for i in range(n):
        (track,) = connection.execute(
            f"INSERT INTO track (model, uri, {columns}) SELECT model,"
            f" uri || '{i}', {columns} FROM track WHERE id = {first}"
            " RETURNING id").fetchone()
        connection.execute("INSERT INTO track_tag SELECT ?, tag, p FROM"
                           " track_tag WHERE track = ?", (track, first))
        connection.execute("INSERT INTO embedding SELECT ?, vector FROM"
                           " embedding WHERE track = ?", (track, first))
        connection.execute("INSERT INTO segment (track, start_s, end_s, silent,"
                           " padded) VALUES (?, 0, 1, 0, 0)", (track,))
    connection.execute("INSERT INTO segment_tag SELECT id, 1, 0.5 FROM segment"
                       " WHERE id NOT IN (SELECT segment FROM segment_tag)")
    connection.commit()
    connection.close()


def test_kill():
    """killed at any moment and done again, all of it is there, once"""
    shards()
    make_many()
    remove("k.db")
    moments = random.Random(SEED)
    n_killed = 0
    ended = False
    for _ in range(20):
        if ended:  # nothing would be left to be killed in
            remove("k.db")
        process = subprocess.Popen([PROGRAM, "merge", "-o", "k.db", "many.db"],
                                   stdout=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.02, 0.25))
        process.kill()
        ended = process.wait(timeout=60) != -signal.SIGKILL
        n_killed += not ended
        if os.path.exists("k.db") and os.path.getsize("k.db") > 0 and ask(
                "k.db", "SELECT count(*) FROM sqlite_master") > [(0,)]:
            check("k.db")
            assert ask("k.db", "SELECT id FROM track WHERE id NOT IN"
                       " (SELECT track FROM embedding)") == []
    done = merge("-o", "k.db", "many.db")
    assert done.status == 0, done.err
    assert rows("k.db") == rows("many.db")
    assert n_killed > 3, n_killed
    print(f"# killed {n_killed} times, seed {SEED}")


def test_while_written():
    """a library is merged into and out of while another process writes"""
    parts = shards()
    make_many()
    remove("w.db")
    assert tag("-o", "w.db", "music/plain.wav").status == 0
    merging = subprocess.Popen([PROGRAM, "merge", "-o", "w.db", "many.db"],
                               stdout=subprocess.DEVNULL)
    for name in parts:
        assert merge("-o", "w.db", name).status == 0
    write_wav("later.wav", music(1.5, rate=8000, seed=99), rate=8000)
    assert tag("-o", "w.db", "later.wav").status == 0
    assert merging.wait(timeout=120) == 0
    check("w.db")
    n, = ask("many.db", "SELECT count(*) FROM track")[0]
    assert ask("w.db", "SELECT count(*) FROM track") == [(n + 1,)]


if __name__ == "__main__":
    main(test_shards, test_newest, test_torn, test_several_models,
         test_refusals, test_usage, test_read_only, test_kill,
         test_while_written)
