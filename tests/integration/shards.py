"""A library that takes a while, and its parts, wherever they are made.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os

from glissando import PROGRAM, prepare_world
from libraries import ask, make_many, rows, tag
from loopback import wait_until

DAMAGED = "many/damaged.wav"


def make_library():
    """many/, with a file that cannot be heard, and what one run makes of it."""
    prepare_world()
    if os.path.exists("whole.db"):
        return
    make_many(120, 12)
    open(DAMAGED, "wb").close()
    done = tag("-o", "whole.db", "many")
    assert done.status == 1 and DAMAGED in done.err, done.err
    assert len(done.complaints) == 1, done.err


def count(database):
    """How many tracks, as long as it may still be growing."""
    if not os.path.exists(database) or os.path.getsize(database) == 0:
        return 0
    tables, = ask(database, "SELECT count(*) FROM sqlite_master")[0]
    return ask(database, "SELECT count(*) FROM track")[0][0] if tables else 0


def find_process(*words):
    """The one of our program that runs here with these words."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                line = file.read().decode(errors="replace").split("\0")
            if (line[0] == PROGRAM and set(words) <= set(line)
                    and os.readlink(f"/proc/{name}/cwd") == os.getcwd()):
                return int(name)
        except OSError:
            continue
    return None


def catch_in_mid_run(database, sign):
    """Sends a signal when some tracks are there, and others are not."""
    wait_until(lambda: count(database) > 0, f"{database} has a track", 120,
               pause_s=0.01)
    process = find_process(database)
    assert process is not None, f"{database} was made before one could look"
    os.kill(process, sign)
    return process


def assert_whole(library):
    assert rows(library) == rows("whole.db")
    assert ask(library, "PRAGMA integrity_check") == [("ok",)]
    assert ask(library, "PRAGMA foreign_key_check") == []
