"""Rows of a manifest, and what a model says of them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import math

NO_LABELS = ("path", "start_s", "end_s", "split")


class Row:
    """A part of a file: its labels, and probabilities if they are known."""

    def __init__(self, line):
        self.path = line["path"]
        self.start_s = read_number(line.get("start_s")) or 0.0
        self.end_s = read_number(line.get("end_s"))
        if self.end_s is None:
            self.end_s = math.inf
        self.split = line.get("split") or "train"
        self.values = {name: read_number(text) for name, text in line.items()
                       if name not in NO_LABELS}

    def place(self):
        """What two files that name the same row have in common."""
        return self.path, round(self.start_s, 6), round(self.end_s, 6)


def read_number(text):
    """None where nothing, or no number, is given."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [Row(line) for line in csv.DictReader(file)]


class Strange(Exception):
    """Predictions are of rows that the manifest does not have."""


class Heard:
    """Rows of which a model has said something, with their labels."""

    def __init__(self, rows, path):
        known = {row.place(): row for row in rows}
        try:
            self.rows = [(known[said.place()], said.values)
                         for said in read_rows(path)]
        except KeyError as error:
            raise Strange(f"{path} has a row that the manifest has not: "
                          f"{error.args[0][0]}") from error

    def labels(self, tag):
        """Those that are known."""
        return [row.values[tag] for row, _ in self.rows
                if row.values.get(tag) is not None]

    def pairs(self, tag):
        """Probability and label of each row whose label is known."""
        return [(said[tag], row.values[tag]) for row, said in self.rows
                if row.values.get(tag) is not None]

    def differences(self, tags):
        """How far off, tag, row and probability, the farthest first."""
        found = [(abs(said[tag] - row.values[tag]), tag, row, said[tag])
                 for row, said in self.rows for tag in tags
                 if row.values.get(tag) is not None]
        found.sort(key=lambda each: -each[0])
        return found
