"""Libraries that are made up, of any size.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import random
import sqlite3
import struct
import subprocess
import wave

# Groups that sound alike, as albums do
PER_GROUP = 40


def make_tables(program, path):
    """By the program itself, so that they are those of today."""
    with wave.open("second.wav", "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(random.Random(1).randbytes(32000))
    subprocess.run([program, "tag", "-o", path, "second.wav"], check=True,
                   stderr=subprocess.DEVNULL)


def make_vector(rand, middle, spread):
    return [x + rand.gauss(0, spread) for x in middle]


def make_library(program, path, n):
    """A database of n tracks and one second of noise, without segments."""
    rand = random.Random(n)
    make_tables(program, path)
    database = sqlite3.connect(path)
    tags = [row[0] for row in database.execute("SELECT id FROM tag")]
    size, = database.execute(
        "SELECT length(vector) / 4 FROM embedding").fetchone()
    first, = database.execute("SELECT max(id) + 1 FROM track").fetchone()
    groups = [make_vector(rand, [0] * size, 1)
              for _ in range(n // PER_GROUP + 1)]
    for i in range(first, first + n):
        database.execute(
            "INSERT INTO track (id, model, uri, path, size, mtime_ns, start_s,"
            "  end_s, tagged_s, whole, silent, padded, title, artist, album)"
            " VALUES (?, 1, ?, ?, 5000000, 1, 0, 240, 1, 1, 0, 0, ?,"
            "  'Somebody', 'Something')",
            (i, f"file:///music/{i}.ogg", f"/music/{i}.ogg", f"Number {i}"))
        database.executemany(
            "INSERT INTO track_tag VALUES (?, ?, ?)",
            [(i, tag, rand.betavariate(0.5, 4)) for tag in tags])
        database.execute(
            "INSERT INTO embedding VALUES (?, ?)",
            (i, struct.pack(f"<{size}f", *make_vector(
                rand, rand.choice(groups), 0.7))))
    database.commit()
    database.close()
