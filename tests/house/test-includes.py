"""Which way includes run: pipelines, elements, lib, and never back.

SPDX-License-Identifier: GPL-2.0-or-later

    test-includes.py SOURCE-FOLDER
"""
import os
import re
import sys

import tap

ROOT = sys.argv[1]
SEARCHED = ["lib", "elements", "pipelines/program"]
GENERATED = {"gls-version.h", "models-resource.h"}

# What the files of a folder may include beside what lies in it. Longer names
# go first: lib/net/layers is not lib/net.
GROUND = {"lib"}
ELEMENTS = {"lib", "lib/mqtt", "lib/net", "lib/scattering", "lib/tags", "lib/picture"}
RADIO = {"lib", "lib/radio"}
PROGRAM = ELEMENTS | RADIO | {"lib/atlas", "lib/catalogue", "lib/train", "elements", "elements/base",
                              "elements/radio"}
# From the lowest to the highest: each may include those before it.
PARTS = [f"pipelines/program/{part}"
         for part in ("terminal", "files", "audio", "disturb", "live", "data",
                      "output", "report")]
MAY_INCLUDE = {
    "lib": set(),
    "lib/scattering": GROUND,
    "lib/net": GROUND,
    "lib/net/layers": GROUND | {"lib/net"},
    "lib/tags": GROUND,
    "lib/picture": GROUND,
    "lib/radio": GROUND,
    "lib/atlas": GROUND,
    "lib/catalogue": GROUND,
    "lib/mqtt": GROUND | {"lib/radio"},
    "lib/train": GROUND | {"lib/net"},
    "elements/base": ELEMENTS,
    "elements/radio": RADIO,
    "elements": ELEMENTS | RADIO | {"elements/base", "elements/radio"},
    **{part: PROGRAM | set(PARTS[:i]) for i, part in enumerate(PARTS)},
    "pipelines/program/data/datasets": GROUND | {"lib/tags",
                                                  "pipelines/program/data"},
    "pipelines/program": PROGRAM | set(PARTS) | {
        "pipelines/program/data/datasets"},
}
# Above all other folders of lib/: the whole library in one
FACADES = {"lib/glissando.h", "lib/tagger.h", "lib/tagger.c",
           "lib/bindings.h", "lib/bindings.c"}
FACADES_MAY = {"lib", "lib/net", "lib/scattering", "lib/tags", "lib/train"}
# Where files do not include each other in circles, either
LAYERED = ["lib/net", "lib/train"]


def sources():
    for folder in SEARCHED:
        for where, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith((".c", ".cpp", ".h")):
                    yield os.path.relpath(os.path.join(where, name), ROOT)


def find(source, name):
    for folder in [os.path.dirname(source), *SEARCHED]:
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.exists(os.path.join(ROOT, path)):
            return path
    assert name in GENERATED, f"{source} includes {name}, which is not there"
    return None


def includes():
    """Pairs of a file and one that it includes."""
    for source in sources():
        with open(os.path.join(ROOT, source), encoding="utf-8") as file:
            for name in re.findall(r'^#include "(.*)"', file.read(), re.M):
                target = find(source, name)
                if target is not None:
                    yield source, target


def test_folders():
    """no include runs upwards between folders"""
    wrong, n = [], 0
    for source, target in includes():
        folder, other = os.path.dirname(source), os.path.dirname(target)
        allowed = (FACADES_MAY if source in FACADES
                   else MAY_INCLUDE[folder] | {folder})
        if other not in allowed or (target in FACADES and
                                    source not in FACADES and
                                    folder.startswith("lib")):
            wrong.append(f"{source} includes {target}")
        n += 1
    assert n > 300, n
    assert not wrong, "\n".join(wrong)


def test_no_gstreamer_in_lib():
    """lib knows nothing of GStreamer"""
    for source in sources():
        if source.startswith("lib/"):
            with open(os.path.join(ROOT, source), encoding="utf-8") as file:
                assert "#include <gst/" not in file.read(), source


def unit(path):
    """A file with its headers: foo.c, foo.h and foo-private.h are one."""
    return re.sub(r"(-private)?\.[ch]$", "", path)


def circle(below, start):
    """A way from start back to it, or None."""
    seen, waiting = set(), [[start]]
    while waiting:
        way = waiting.pop()
        for other in below.get(way[-1], ()):
            if other == start:
                return [*way, start]
            if other not in seen:
                seen.add(other)
                waiting.append([*way, other])
    return None


def test_no_circles():
    """inside lib/net and lib/train no file includes one that needs it"""
    below = {}
    for source, target in includes():
        if unit(source) != unit(target):
            below.setdefault(unit(source), set()).add(unit(target))
    for start in sorted(below):
        if os.path.dirname(start) in LAYERED:
            way = circle(below, start)
            assert way is None, " includes ".join(way)


tap.run(test_folders, test_no_gstreamer_in_lib, test_no_circles)
