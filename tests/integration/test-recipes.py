"""docs/integration.md: what it says to type does something, with the programs
that it is about.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import subprocess

from glissando import PROGRAM, main, music, run, write_wav
from loopback import find, free_ports, wait_until
from servers import Servers

DOC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                   "docs", "integration.md")
RATE = 16000
SONGS = ["elvish-theme.flac", "sad.flac", "frantic.mp3", "other.m4a"]
SHEET = """TITLE "Album"
FILE "album.flac" WAVE
  TRACK 01 AUDIO
    TITLE "One"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Two"
    INDEX 01 00:15:00
"""
# Its own programs, and what it prints: a word of it
SECTIONS = {
    "jq and sqlite3": (["jq", "sqlite3"], r"Music/sad.flac\t\w"),
    "ffmpeg": (["ffmpeg", "ffprobe"], r"\w+;\w+;[^;]+;[^;]+;\w"),
    "beets": (["beet", "jq"], r"\nsad: \w+; \w.*\n(.*\n)*.*sad.flac instrumental\n"),
    "MPD": (["mpd", "mpc"],
            r"Test - sad\n(.*\n)*album/album.cue/track0002 Two"),
    "Mopidy": (["mopidy", "mpc"], r"Test - sad\n"),
    "Python": ([], r"Music/sad.flac \w+ \w+ \w"),
}


def convert(seed, target, *options):
    write_wav("a.wav", music(30, rate=RATE, seed=seed), rate=RATE)
    subprocess.run([find("ffmpeg"), "-v", "error", "-y", "-i", "a.wav",
                    *options, target], check=True, timeout=60)


def read_doc():
    """Of each section its blocks: (language, name, text)."""
    with open(DOC, encoding="utf-8") as file:
        parts = re.split(r"^## (.*)$", file.read(), flags=re.MULTILINE)
    return {name: re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", text,
                             re.MULTILINE | re.DOTALL)
            for name, text in zip([""] + parts[1::2], parts[::2])}


def prepare():
    """Music/, and what the beginning of the page makes of it."""
    if os.path.exists("library.db"):
        return
    os.makedirs("Music/album")
    for seed, name in enumerate(SONGS):
        title = name.split(".")[0]
        convert(seed, f"Music/{name}", "-metadata", f"title={title}",
                "-metadata", "artist=Test")
    convert(9, "Music/album/album.flac")
    with open("Music/album/album.cue", "w", encoding="utf-8") as file:
        file.write(SHEET)
    os.makedirs("bin")
    os.symlink(PROGRAM, "bin/glissando")
    os.environ.pop("BEETSDIR", None)
    os.environ.update(HOME=os.getcwd(), MPD_HOST="127.0.0.1",
                      PATH=os.getcwd() + "/bin:/usr/bin:" + os.environ["PATH"])
    # The album has no place for the tags of its tracks.
    done = run("tag", "--write", "Music")
    assert "album.flac: no tags can be written" in done.err, done.err
    assert run("tag", "-o", "library.db", "Music").status == 0


def follow(section):
    """What a section prints, typed as it stands there."""
    prepare()
    programs, wanted = SECTIONS[section]
    for program in programs:
        find(program)
    out = ""
    for language, name, text in read_doc()[section]:
        if language != "sh":
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
            continue
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text], timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, (text, done.stdout, done.stderr)
        assert done.stdout, text
        out += done.stdout
    assert re.search(wanted, out), out


def test_jq_and_sqlite3():
    """jq and sqlite3 read JSON lines and the database"""
    follow("jq and sqlite3")


def test_ffmpeg():
    """ffprobe shows the field, ffmpeg keeps it, and pipes into glissando"""
    follow("ffmpeg")


def test_beets():
    """beets reads the field with a plugin, and takes what is found"""
    follow("beets")


MPD_CONF = """music_directory "{folder}/Music"
playlist_directory "{folder}/.config/mpd/playlists"
db_file "{folder}/mpd.db"
bind_to_address "127.0.0.1"
port "{port}"
audio_output {{
  type "null"
  name "none"
}}
"""


def answers():
    return subprocess.run(["mpc", "-q", "stats"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


def test_mpd():
    """MPD loads a playlist, and tracks of a cue sheet by its own names"""
    prepare()
    mpd = find("mpd")
    port, = free_ports(1)
    os.environ["MPD_PORT"] = str(port)
    os.makedirs(".config/mpd/playlists")
    with open("mpd.conf", "w", encoding="utf-8") as file:
        file.write(MPD_CONF.format(folder=os.getcwd(), port=port))
    with Servers() as servers:
        servers.start(mpd, "--no-daemon", "--stderr", "mpd.conf")
        wait_until(answers, "MPD answers")
        subprocess.run(["mpc", "-q", "update", "--wait"], check=True,
                       timeout=60)
        follow("MPD")


MOPIDY_CONF = """[audio]
output = fakesink
[file]
media_dirs = {folder}/Music
[mpd]
hostname = 127.0.0.1
port = {port}
[http]
enabled = false
"""


def test_mopidy():
    """Mopidy loads a playlist"""
    prepare()
    mopidy = find("mopidy")
    port, = free_ports(1)
    os.environ["MPD_PORT"] = str(port)
    with open("mopidy.conf", "w", encoding="utf-8") as file:
        file.write(MOPIDY_CONF.format(folder=os.getcwd(), port=port))
    with Servers() as servers:
        servers.start(mopidy, "--config", "mopidy.conf")
        wait_until(answers, "Mopidy answers")
        follow("Mopidy")


def test_python():
    """Python reads JSON lines"""
    follow("Python")


def test_all_sections():
    """every section with commands is tried"""
    tried = {name for name, blocks in read_doc().items()
             if any(language == "sh" for language, _, _ in blocks)}
    assert tried - {""} == set(SECTIONS), tried


main(test_jq_and_sqlite3, test_ffmpeg, test_beets, test_mpd, test_mopidy,
     test_python, test_all_sections)
