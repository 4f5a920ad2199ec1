"""The manual page and the completion, as they are installed.

SPDX-License-Identifier: GPL-2.0-or-later

    test-manual.py GLISSANDO MAN-PAGE COMPLETION
"""
import os
import re
import shutil
import subprocess
import sys

from glissando import Skip, main, run

PAGE, COMPLETION = map(os.path.abspath, sys.argv[2:])


def commands():
    return re.findall(r"^  (\w+)  +\S", run("--help").out, re.MULTILINE)


def options(command):
    found = re.findall(r"^  (?:-\w, )?(--[\w-]+)", run(command, "--help").out,
                       re.MULTILINE)
    assert len(found) > 1, command
    return set(found) - {"--help"}


def complete(*words):
    """What bash offers for the last word."""
    script = (f'source "{COMPLETION}"; COMP_WORDS=("$@"); '
              'COMP_CWORD=$(($# - 1)); _glissando; printf "%s\\n" '
              '"${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, "bash", *words], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return set(done.stdout.split())


def test_page_has_all():
    """the manual page has every command and every option"""
    with open(PAGE, encoding="utf-8") as file:
        page = file.read().replace("\\-", "-").replace("\\fR", "")
    assert len(commands()) >= 5
    for command in commands():
        assert f"\\fBglissando {command}" in page, command
        for option in options(command):
            assert f"\\fB{option}" in page, (command, option)


def test_page_is_set():
    """groff sets it without a warning"""
    if shutil.which("groff") is None:
        raise Skip("groff is not installed")
    done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-wall", "-z",
                           PAGE], stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr


def test_completion():
    """bash completes commands, every option, and names of choices"""
    assert set(commands()) <= complete("glissando", "")
    assert complete("glissando", "fea") == {"features"}
    for command in commands():
        offered = complete("glissando", command, "--")
        assert options(command) <= offered, (command, offered)
    transforms = {"scalogram", "timescattering", "jtfst", "mel"}
    for words in (["--transform", ""], ["--transform", "="],
                  ["--transform", "=", ""]):
        assert complete("glissando", "features", *words) == transforms, words
    assert complete("glissando", "features", "--transform", "=", "m") == {"mel"}


def test_completes_files():
    """elsewhere it offers files"""
    with open("song.ogg", "w"):
        pass
    assert complete("glissando", "tag", "so") == {"song.ogg"}
    assert complete("glissando", "tag", "--model", "=", "so") == {"song.ogg"}


main(test_page_has_all, test_page_is_set, test_completion,
     test_completes_files)
