"""What debian/ says of the rest of the tree is so.

SPDX-License-Identifier: GPL-2.0-or-later

    test-debian.py SOURCE-ROOT
"""
import os
import re
import subprocess
import sys

import tap

ROOT = sys.argv[1]
# What every Debian system that builds packages has
ESSENTIAL = {"gcc", "libc6-dev", "g++"}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def test_build_depends():
    """debian/control names what pipelines/install-packages installs to build"""
    needed = set(subprocess.run(
        [os.path.join(ROOT, "pipelines", "install-packages"), "--list", "build"],
        check=True, stdout=subprocess.PIPE, text=True).stdout.split())
    stanza = read("debian", "control").split("\n\n")[0]
    named = set(re.findall(r"^ ([a-z0-9.+-]+)",
                           stanza.split("Build-Depends:")[1], re.MULTILINE))
    assert needed - ESSENTIAL <= named, sorted(needed - ESSENTIAL - named)


def test_version():
    """debian/changelog is of the version that meson.build has"""
    version = re.search(r"^  version: '(.*)',", read("meson.build"),
                        re.MULTILINE)[1]
    assert read("debian", "changelog").startswith(f"glissando ({version}-")


def test_elements():
    """debian/tests/elements tries every element, and docs/elements.md has it"""
    names = re.findall(r"GST_ELEMENT_REGISTER \((\w+), plugin\)",
                       read("elements", "register.c"))
    assert len(names) >= 9
    tried = read("debian", "tests", "elements").split("; do")[0]
    docs = read("docs", "elements.md")
    for name in names:
        assert re.search(rf"\b{name}\b", tried), name
        assert f"\n## {name}\n" in docs, name


tap.run(test_build_depends, test_version, test_elements)
