"""pipelines/pictures: what it draws goes where it is told.

SPDX-License-Identifier: GPL-2.0-or-later

Without the piece of music, which is a download of 150 MB: apt-get is one that
finds nothing.
"""
import os
import subprocess
import sys

from glissando import Skip, has_launch, launch, main

SCRIPT, PLUGIN = map(os.path.abspath, sys.argv[2:4])
DOCS = os.path.join(os.path.dirname(SCRIPT), "..", "docs", "pictures")


def list_times(folder):
    return {e.name: e.stat().st_mtime_ns for e in os.scandir(folder)}


def has_player():
    """What plays techniques is built where its libraries are."""
    return os.path.exists(os.path.join(
        os.path.dirname(PLUGIN), "..", "pipelines", "techniques",
        "glissando-techniques")) and os.path.exists(
            "/usr/share/sounds/sf2/TimGM6mb.sf2")


def test_folder():
    """pictures go to the folder, and those of the documentation stay; without
    the piece of music there are the others"""
    if not has_launch() or not launch("videotestsrc num-buffers=1 ! pngenc "
                                      "! fakesink"):
        raise Skip("gst-launch-1.0 or pngenc is not installed")
    before = list_times(DOCS)
    os.makedirs("bin")
    with open("bin/apt-get", "w") as file:
        file.write("#!/bin/sh\nexit 100\n")
    os.chmod("bin/apt-get", 0o755)
    done = subprocess.run(
        [SCRIPT, "drawn", os.path.dirname(PLUGIN)], timeout=240, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PATH": "bin:" + os.environ["PATH"],
             "GLISSANDO_CACHE": "nowhere", "G_DEBUG": ""})
    own = {"chirp.png", "glissando.png", "glissando-plane.png", "vibrato.png",
           "vibrato-plane.png"}
    if has_player():
        own |= {f"technique-{name}{plane}.png" for plane in ("", "-plane")
                for name in ("slide", "run", "acciaccatura", "portamento",
                             "plain")}
    assert os.path.isdir("drawn"), done.stderr
    drawn = set(os.listdir("drawn"))
    assert own <= drawn, (drawn, done.stderr)
    if drawn == own:
        assert done.returncode == 1, done
        assert done.stderr.count("\n") == 2 - has_player() and "wesnoth" in done.stderr, done
    else:  # the package is installed
        assert done.returncode == 0, done
    assert list_times(DOCS) == before


main(test_folder)
