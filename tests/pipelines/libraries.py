"""What the tests of databases share: music to tag, and what came of it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shutil
import sqlite3

from glissando import music, prepare_world, run, write_wav

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


def make_many(seconds, n_each):
    """many/, of twelve sounds, each under so many names."""
    if os.path.exists("many"):
        return
    os.makedirs("many")
    for i in range(12):
        write_wav(f"many/{i}.wav",
                  music(3, rate=8000, seed=i) * (seconds // 3), rate=8000)
        for k in range(1, n_each):
            os.link(f"many/{i}.wav", f"many/{i}-{k}.wav")


def tag(*arguments, **more):
    return run("tag", *MODEL, *arguments, **more)


def nobody():
    """The wrapper of a run that may not read and write everywhere, as root may."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return []
    return ["setpriv", "--reuid=65534", "--clear-groups"]


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


def rows(database):
    """Every row but for ids and times of day, those of models too."""
    return contents(database) + (
        ask(database, "SELECT digest, name FROM model ORDER BY digest"),
        ask(database, "SELECT digest, place, tag.name, synonym, threshold"
            " FROM tag JOIN model ON model.id = model ORDER BY digest, place"),
        ask(database, "SELECT uri, title, artist, album FROM track"
            " ORDER BY uri"))
