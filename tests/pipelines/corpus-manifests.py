#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pipelines/training/corpus/manifests: the rows of all tables whose audio is
there, in two vocabularies.

    tests/pipelines/corpus-manifests.py MANIFESTS
"""
import csv
import os
import subprocess
import sys
import tempfile

MANIFESTS = os.path.abspath(sys.argv[1])
TABLES = os.path.dirname(MANIFESTS)


def first_rows(table):
    """Of the first file of a table; with a path below the corpus's folder."""
    with open(os.path.join(TABLES, table + ".csv"), newline="",
              encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if "package" in row:
            row["path"] = (f"audio/{row.pop('package')}/"
                           + row.pop("path_inside_package").replace(
                               "!/", "/"))
    return [row for row in rows if row["path"] == rows[0]["path"]]


def run(*arguments):
    return subprocess.run([MANIFESTS, *arguments], stderr=subprocess.PIPE,
                          text=True, env={**os.environ,
                                          "GLISSANDO_CACHE": "cache"})


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    os.makedirs("cache/corpus")
    for vocabulary in "mtat", "jamendo":
        wanted = [row for prefix in ("", "more-", "extra-")
                  for row in first_rows(prefix + vocabulary)]
        for row in wanted:
            path = os.path.join("cache/corpus", row["path"])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "a").close()
    done = run()
    assert done.returncode == 1 and "is not there" in done.stderr, done.stderr
    for vocabulary in "mtat", "jamendo":
        with open(f"cache/corpus/{vocabulary}.csv", newline="",
                  encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        there = {row["path"] for row in wanted}
        assert {row["path"] for row in rows} == there and len(there) == 3
        for row in rows:
            assert len(row) == 54 and row["split"] in ("train", "valid")
            assert all(0 <= float(value) <= 1
                       for value in list(row.values())[4:])
        for prefix in "", "more-", "extra-":
            for row in first_rows(prefix + vocabulary):
                assert row in rows, row
    assert os.listdir("cache/corpus").count("mtat.csv") == 1
    assert not [name for name in os.listdir("cache/corpus")
                if name.split(".")[-1].isdigit()]
    done = run("more")
    assert done.returncode == 2 and done.stderr.startswith("usage"), done
