"""The ready pipelines of pipelines/launch.

SPDX-License-Identifier: GPL-2.0-or-later

    test-launch.py GLISSANDO RUN PLUGIN MODEL
"""
import glob
import json
import os
import subprocess
import sys

from glissando import has_launch, main, music, Skip, write_wav

RUN, PLUGIN, MODEL = map(os.path.abspath, sys.argv[2:])
FOLDER = os.path.dirname(RUN)
# Of Debian's elements some say criticals that are none of ours.
ENVIRONMENT = {**os.environ, "GST_PLUGIN_PATH": os.path.dirname(PLUGIN),
               "G_DEBUG": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


def names():
    return sorted(os.path.basename(path)[:-len(".launch")]
                  for path in glob.glob(os.path.join(FOLDER, "*.launch")))


def launch(*words):
    return subprocess.run([RUN, *words], text=True, env=ENVIRONMENT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=300)


def test_names_all():
    """without a name it says what each one is for"""
    done = launch()
    assert done.returncode == 0 and done.stderr == ""
    assert len(names()) >= 8
    for name in names():
        purposes = [line for line in done.stdout.splitlines()
                    if f": run {name}" in line]
        assert len(purposes) == 1, name
        with open(os.path.join(FOLDER, f"{name}.launch")) as file:
            assert file.readline() == f"# {purposes[0]}\n", name


def test_refuses():
    """another name or number of arguments is refused, with status 2"""
    done = launch("tag-fil", "x")
    assert done.returncode == 2 and "tag-fil.launch" in done.stderr
    for words in ["tag-file"], ["tag-with-model", "x"], ["show-shapes", "x"]:
        done = launch(*words)
        assert done.returncode == 2 and f"run {words[0]}" in done.stderr, words
    done = launch("show-live", "file:///x.wav")
    assert done.returncode == 1 and "no display" in done.stderr, done.stderr


def test_elements_exist():
    """each pipeline is of elements that there are"""
    for name in names():
        with open(os.path.join(FOLDER, f"{name}.launch")) as file:
            words = " ".join(line for line in file
                             if not line.startswith("#")).split()
        after = {words[0]} | {b for a, b in zip(words, words[1:]) if a == "!"}
        for element in after:
            if "/" in element:  # caps
                continue
            done = subprocess.run(["gst-inspect-1.0", "--exists",
                                   "--atleast-version=0.1", element],
                                  env=ENVIRONMENT)
            assert done.returncode == 0, f"{name}: {element}"


def test_tags_a_file():
    """tag-file, tag-to-json and tag-with-model tag a file, whatever its name"""
    path = write_wav("a 'b' \"c\" $1.wav", music(3))
    done = launch("tag-file", path)
    assert done.returncode == 0 and "whole" in done.stdout, done.stderr
    with_model = launch("tag-with-model", MODEL, path)
    assert with_model.stdout == done.stdout, with_model.stderr
    done = launch("tag-to-json", path)
    lines = [json.loads(line) for line in done.stdout.splitlines()
             if line.startswith("{")]
    assert lines and lines[-1]["summary"], done.stdout


def test_shows_shapes():
    """show-shapes prints the caps between the elements"""
    done = launch("show-shapes")
    assert done.returncode == 0, done.stderr
    assert "GstJtfst" in done.stdout and "dimensions" in done.stdout


if not has_launch():
    print("1..0 # SKIP gst-launch-1.0 is not installed")
    sys.exit(0)
main(test_names_all, test_refuses, test_elements_exist, test_tags_a_file,
     test_shows_shapes)
