"""Includes run downwards: pipelines -> elements -> lib, train -> net, and
within net and train from each file to those before it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import glob
import os
import re
import sys

os.chdir(sys.argv[1])

# Where a quoted name is looked for, by the folder that includes it.
PLACES = {
    "lib": ["lib"],
    "elements": ["elements", "lib"],
    "pipelines": ["pipelines/program", "elements", "lib"],
}
# Folders of lib that a folder of lib may know beside itself and its top.
KNOWS = {
    "scattering": set(), "net": set(), "tags": set(), "picture": set(),
    "train": {"net"},
}
ORDER = {
    "net": """half rng shape dtype safetensors layer layers pack layer-list
        graph description model model-private predictor models segmenter""",
    "train": """options options-private adam loss schedule train-data
        train-set trainer trainer-private checkpoint architecture""",
}
ORDER = {folder: names.split() for folder, names in ORDER.items()}


def includes(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return re.findall(r'^# *include ([<"][^>"]+)', text, re.M)


def resolve(path, name):
    """The file of ours that is meant, or None if it is made by the build"""
    for place in PLACES[path.split("/")[0]]:
        if os.path.exists(f"{place}/{name}"):
            return f"{place}/{name}"
    return None


def part(path):
    """net for lib/net/graph.c, "" for lib/gls.c"""
    folders = path.split("/")[1:-1]
    return folders[0] if folders else ""


def unit(path):
    """graph for lib/net/graph.c, layers for lib/net/layers/elu.c"""
    rest = path.split("/")[2:]
    return rest[0] if len(rest) > 1 else os.path.splitext(rest[0])[0]


def complaints(path):
    for name in includes(path):
        if name.startswith("<"):
            if path.startswith("lib/") and name.startswith("<gst/"):
                yield f"{path} includes {name[1:]}"
            continue
        other = resolve(path, name[1:])
        if other is None:
            if re.search(r"^(net|train|scattering|tags|picture|base|program)/",
                         name[1:]):
                yield f"{path} includes {name[1:]}, which is not below it"
            continue
        mine, theirs = part(path), part(other)
        if not (path.startswith("lib/") and mine and theirs):
            continue
        if mine != theirs and theirs not in KNOWS.get(mine, set()):
            yield f"{path} includes {other}: {mine} does not know {theirs}"
        if mine == theirs and mine in ORDER and not path.startswith(
                os.path.splitext(other)[0].removesuffix("-private") + "."):
            order = ORDER[mine]
            if unit(path) not in order or unit(other) not in order:
                yield f"{path} or {other} has no place in the order"
            elif order.index(unit(other)) > order.index(unit(path)):
                yield f"{path} includes {other}, which is above it"


def main():
    paths = [path for top in PLACES
             for path in sorted(glob.glob(f"{top}/**/*.[ch]", recursive=True))]
    print("1..2")
    print("ok 1 - there is something to look at" if len(paths) > 100
          else f"not ok 1 - only {len(paths)} files")
    found = [line for path in paths for line in complaints(path)]
    for line in found:
        print(f"# {line}")
    print(f"{'not ' if found else ''}ok 2 - includes run downwards")
    sys.exit(bool(found))


main()
