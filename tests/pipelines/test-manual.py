"""The manual pages and the completions, as they are installed.

SPDX-License-Identifier: GPL-2.0-or-later

    test-manual.py GLISSANDO FILE...
"""
import os
import re
import shutil
import subprocess
import sys

from glissando import Skip, main, run

FILES = {os.path.basename(path): os.path.abspath(path)
         for path in sys.argv[2:]}
PAGES = [path for name, path in FILES.items() if name.endswith(".1")]


def commands():
    return re.findall(r"^  (\w+)  +\S", run("--help").out, re.MULTILINE)


def options(command):
    found = re.findall(r"^  (?:-\w, )?(--[\w-]+)", run(command, "--help").out,
                       re.MULTILINE)
    assert len(found) > 1, command
    return set(found) - {"--help"}


def complete(*words):
    """What bash offers for the last word."""
    script = (f'source "{FILES["glissando.bash"]}"; COMP_WORDS=("$@"); '
              'COMP_CWORD=$(($# - 1)); _glissando; printf "%s\\n" '
              '"${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, "bash", *words], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return set(done.stdout.split())


def read_page(name):
    with open(FILES[name], encoding="utf-8") as file:
        return file.read().replace("\\-", "-").replace("\\fR", "")


def test_pages_have_all():
    """there is a manual page of every command, with every option"""
    assert len(commands()) >= 5
    for command in commands():
        page = read_page(f"glissando-{command}.1")
        assert f"\\fBglissando-{command}(1)" in read_page("glissando.1"), command
        for option in options(command):
            assert f"\\fB{option}" in page, (command, option)


def test_pages_are_set():
    """groff sets them without a warning"""
    if shutil.which("groff") is None:
        raise Skip("groff is not installed")
    for page in PAGES:
        done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-wall",
                               "-z", page], stderr=subprocess.PIPE, text=True)
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


def test_fish():
    """fish completes commands, every option, and names of choices"""
    if shutil.which("fish") is None:
        raise Skip("fish is not installed")

    def offered(line):
        done = subprocess.run(
            ["fish", "--no-config", "-c",
             f'source "{FILES["glissando.fish"]}"; complete -C "{line}"'],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "HOME": os.getcwd()})
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return {one.split("\t")[0] for one in done.stdout.splitlines()}

    assert set(commands()) <= offered("glissando ")
    for command in commands():
        assert options(command) <= offered(f"glissando {command} --"), command
    assert "--transform=mel" in offered("glissando features --transform=")


# A shell with a terminal, which is asked for completions with the tab key.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w shell "zstyle ':completion:*' list-prompt ''; LISTMAX=1000; bindkey '^I' complete-word; echo re''ady"
zpty -r shell out '*ready*'
zpty -w -n shell "$2"$'\t'
sleep 1
zpty -w -n shell $'\t'
sleep 1
zpty -r -t shell out
while zpty -r -t shell more; do out+=$more; done
print -r -- $out
zpty -d shell
"""


def test_zsh():
    """zsh completes commands, options, and names of choices"""
    if shutil.which("zsh") is None:
        raise Skip("zsh is not installed")

    def offered(line):
        done = subprocess.run(
            ["zsh", "-f", "-c", ZSH, "zsh",
             os.path.dirname(FILES["_glissando"]), line],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=60, env={**os.environ, "TERM": "dumb", "COLUMNS": "200",
                             "HOME": os.getcwd()})
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "evaluate" in offered("glissando eval")
    assert "--threshold" in offered("glissando tag --thr")
    said = offered("glissando features --transform=")
    assert "timescattering" in said, said


main(test_pages_have_all, test_pages_are_set, test_completion,
     test_completes_files, test_fish, test_zsh)
