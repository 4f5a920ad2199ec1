# SPDX-License-Identifier: GPL-2.0-or-later
"""The music of the packages, to sing and speak over: the labelled segments of
the manifest that corpus/fetch wrote."""
import csv
import os


def load(corpus):
    """Rows of the split train whose file is there; none without a manifest."""
    try:
        with open(os.path.join(corpus, "mtat-manifest.csv"), newline="",
                  encoding="utf-8") as file:
            return [(row["path"], float(row["start_s"]), float(row["end_s"]))
                    for row in csv.DictReader(file)
                    if row["split"] == "train"
                    and float(row["end_s"]) - float(row["start_s"]) > 29]
    except FileNotFoundError:
        return []


def excerpt(desk, chance, rows, corpus):
    """Returns: a segment, and what it is of"""
    path, start, _ = chance.choice(rows)
    out = desk.decode(os.path.join(corpus, path), start)
    return out, f"{path} from {start} s"
