"""What the rows of a manifest are from: packages, hours, licences.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import csv
import math
import os

from page import table

# What is known of music that a table lists
Package = collections.namedtuple("Package", "name version licence")


def read_packages(paths):
    """Of CSV files with the columns package and licence, and maybe version."""
    packages = {}
    for path in paths:
        with open(path, newline="", encoding="utf-8") as file:
            for line in csv.DictReader(file):
                packages[line["package"]] = Package(
                    line["package"], line.get("version") or "", line["licence"])
    return packages


def find_package(path, packages):
    """What the folder that the file is in, or one above it, is listed as; or else
    what that folder is called."""
    folders = os.path.dirname(path).split("/")
    for folder in [os.path.dirname(path), *folders]:
        if folder in packages:
            return packages[folder]
    if os.path.isabs(path):
        folders = folders[-1:]
    return Package("/".join(folders) or "other files", "", "not listed")


def sum_hours(rows, split):
    return math.fsum(row.end_s - row.start_s for row in rows
                     if row.split == split and row.end_s < math.inf) / 3600


def write_sources(rows, packages, splits):
    """A line for each package, the largest first."""
    by_package = {}
    for row in rows:
        if row.split in splits:
            by_package.setdefault(find_package(row.path, packages), []).append(
                row)
    lines = [(package, [sum_hours(of_it, split) for split in splits],
              len({row.path for row in of_it}), len(of_it))
             for package, of_it in by_package.items()]
    lines.sort(key=lambda each: (-sum(each[1]), each[0].name))

    def hours(values):
        return [f"{value:.3f}" if value > 0 else "" for value in values]

    total = [math.fsum(each[1][i] for each in lines)
             for i in range(len(splits))]
    return table(
        ["music", "version", "licence of the music", "files", "rows",
         *(f"hours, {split}" for split in splits)],
        [[package.name, package.version, package.licence, n_files, n_rows,
          *hours(values)] for package, values, n_files, n_rows in lines]
        + [["**all**", "", "", sum(each[2] for each in lines),
            sum(each[3] for each in lines), *hours(total)]])
