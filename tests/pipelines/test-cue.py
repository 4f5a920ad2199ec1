"""Cue sheets: an album in one file is as many tracks as its sheet says.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import os
import shutil

from glissando import has_launch, launch, main, music, prepare_world, read, \
    run, Skip, write_wav
from libraries import MODEL, ask

RATE = 24000
FRAME = RATE // 75
# Where the tracks begin, and where the last one ends, in frames of a disc.
STARTS = [2, 4 * 75 + 31, 8 * 75 + 74, 12 * 75]
SHEET = """REM GENRE "Test"
PERFORMER "Çelik"
TITLE "An album"
FILE "An album.wav" WAVE
  TRACK 01 AUDIO
    TITLE "One"
    INDEX 01 00:00:02
  TRACK 02 AUDIO
    TITLE "Two, or "so""
    PERFORMER "Guest"
    INDEX 00 00:03:00
    INDEX 01 00:04:31
  TRACK 03 AUDIO
    INDEX 01 00:08:74
"""
TITLES = ["One", 'Two, or "so"', None]
ARTISTS = ["Çelik", "Guest", "Çelik"]


def clock(frames):
    """A time as addresses have it."""
    return f"{frames / 75:.6f}".rstrip("0").rstrip(".")


def part(path, i):
    end = "" if i == len(STARTS) - 2 else "," + clock(STARTS[i + 1])
    return f"{path}#t={clock(STARTS[i])}{end}"


def prepare():
    """album/: the image and its sheet; cut/: each track as a file."""
    prepare_world()
    if os.path.exists("album"):
        return
    os.makedirs("album")
    os.makedirs("cut")
    samples = music(12, rate=RATE)
    write_wav("album/An album.wav", samples, rate=RATE)
    for i in range(len(STARTS) - 1):
        write_wav(f"cut/{i}.wav",
                  samples[STARTS[i] * FRAME:STARTS[i + 1] * FRAME], rate=RATE)
    write_sheet("album/album.cue")


def write_sheet(path, text=SHEET, charset="utf-8", end="\r\n"):
    with open(path, "wb") as file:
        file.write(text.replace("\n", end).encode(charset))


def tag(*arguments):
    return run("tag", *MODEL, "-j", "1", *arguments)


def summaries(*arguments):
    done = tag("--json", *arguments)
    assert done.status == 0, done.err
    lines = [json.loads(line) for line in done.out.splitlines()]
    return [line for line in lines if "summary" in line]


def inputs(*arguments):
    return [line["input"] for line in summaries(*arguments)]


def test_tracks():
    """the tracks of a sheet have the tags of the same audio in files of its
    own, to the last bit"""
    prepare()
    tracks = summaries("album/album.cue")
    files = summaries("cut")
    assert [line["input"] for line in tracks] == [
        part("album/An album.wav", i) for i in range(3)]
    for i, (track, file) in enumerate(zip(tracks, files)):
        assert track["tags"] == file["tags"], (track, file)
        assert abs(track["start"] - STARTS[i] / 75) < 1e-3, track
        assert abs(track["end"] - track["start"] - file["end"]) < 2e-3, track
        assert track["track"] == i + 1 and track["album"] == "An album"
        assert track.get("title") == TITLES[i], track
        assert track["artist"] == ARTISTS[i], track
    assert "track" not in files[0]


def test_formats():
    """text says which track it is; CSV has a row for each; the database has
    place, number, title and facts of the file"""
    prepare()
    text = tag("album/album.cue").out.splitlines()
    assert [line for line in text if line.startswith("album/")] == [
        part("album/An album.wav", 0) + "   1. Çelik - One",
        part("album/An album.wav", 1) + '   2. Guest - Two, or "so"',
        part("album/An album.wav", 2) + "   3."], text
    rows = list(csv.DictReader(io.StringIO(
        tag("--csv", "--top", "1", "album/album.cue").out)))
    assert {(row["input"], row["title"]) for row in rows} == {
        (part("album/An album.wav", i), TITLES[i] or "") for i in range(3)}
    assert tag("-o", "library.db", "album/album.cue").status == 0
    path = os.path.abspath("album/An album.wav")
    status = os.stat(path)
    files = summaries("cut")
    for i, row in enumerate(ask(
            "library.db", "SELECT path, uri, start_s, end_s, number, title,"
            " artist, album, size, mtime_ns FROM track ORDER BY start_s")):
        assert row[:2] == (path, part("file://" + path.replace(" ", "%20"), i))
        assert abs(row[2] - STARTS[i] / 75) < 1e-6, row
        assert abs(row[3] - row[2] - files[i]["end"]) < 1e-3, row
        assert row[4:] == (i + 1, TITLES[i], ARTISTS[i], "An album",
                           status.st_size, status.st_mtime_ns), row


def test_folder():
    """in a folder, an album that a sheet is about is not tagged as a whole,
    and other files are; shards share out its tracks"""
    prepare()
    shutil.copytree("album", "music", dirs_exist_ok=True)
    shutil.copy("world0.wav", "music/another.wav")
    wanted = [part("music/An album.wav", i) for i in range(3)]
    wanted.append("music/another.wav")
    assert inputs("music") == wanted
    assert inputs("music", "music/album.cue") == wanted
    assert inputs("music/An album.wav") == ["music/An album.wav"]
    assert inputs("music/album.cue", "music/An album.wav") == (
        wanted[:3] + ["music/An album.wav"])
    shards = [inputs("--shard", f"{i}/3", "music") for i in (1, 2, 3)]
    assert sorted(sum(shards, [])) == sorted(wanted), shards


def test_parts():
    """a part of a file may be named by hand, by path or address"""
    prepare()
    name = part("album/An album.wav", 1)
    uri = part("file://" + os.path.abspath("album/An album.wav")
               .replace(" ", "%20"), 1)
    wanted = summaries("album/album.cue")[1]["tags"]
    for given in (name, uri):
        assert [line["tags"] for line in summaries(given)] == [wanted]
    shutil.copy("cut/0.wav", "a.wav#t=1,2")
    assert inputs("a.wav#t=1,2") == ["a.wav#t=1,2"]
    for given, words in (("none.wav#t=1,2", "there is no such file"),
                         ("album/An album.wav#t=30,31", "its audio ends before"
                          " 30.0 s, where this part begins"),
                         ("album/An album.wav#t=9,31", "the audio ends after"
                          " 3.0 s although 22.0 s are declared")):
        done = tag(given)
        assert done.status == 1 and words in done.err, done.err


def test_going_on():
    """--resume and --changed skip tracks that are known; --like and playlists
    know them"""
    prepare()
    for name in ("going.db", "going.json"):
        more = ["--json"] if name.endswith("json") else []
        assert tag("-o", name, *more, part("album/An album.wav", 1)).status == 0
        done = tag("-o", name, *more, "--resume", "album")
        assert "skipped, tagged before: 1 of 3" in done.err, done.err
        done = tag("-o", name, *more, "--resume", "album")
        assert "skipped, tagged before: 3 of 3" in done.err, done.err
    assert "before: 3 of 3" in tag("-o", "going.db", "--changed", "album").err
    os.utime("album/An album.wav", (1e9, 1e9))
    assert "before" not in tag("-o", "going.db", "--changed", "album").err
    path = os.path.abspath("album/An album.wav")
    found = run("query", "going.db", "--like", part("album/An album.wav", 1))
    assert {line.split("  ", 1)[1] for line in found.out.splitlines()} == {
        part(path, 0), part(path, 2)}, found.out
    lines = run("query", "going.db", "a >= 0", "--playlist", "-").out
    for i in range(2):
        assert ("\n#EXTVLCOPT:start-time=%.6f\n#EXTVLCOPT:stop-time=%.6f\n%s\n"
                % (STARTS[i] / 75, STARTS[i + 1] / 75, path)) in lines, lines
    assert run("query", "going.db", "-0", "a >= 0").out == path + "\0"


def test_writing():
    """tags are written into files, and not for parts of them: one sentence"""
    prepare()
    before = read("album/An album.wav")
    done = tag("--write", "album")
    if "without TagLib" in done.err:
        raise Skip("this build writes no tags")
    assert done.status == 1 and len(done.complaints) == 1, done.err
    assert "album/An album.wav: no tags can be written" in done.err, done.err
    assert read("album/An album.wav") == before
    assert tag("--write", "album/An album.wav").status == 0
    assert read("album/An album.wav") != before
    done = run("tag", "--undo", "album")
    assert done.status == 0, done.err
    assert done.out.count("An album.wav") == 1, done.out
    assert read("album/An album.wav") == before


def test_where_the_audio_is():
    """the FILE may have become another one, as long as its name leads there"""
    prepare()
    os.makedirs("found/sub/Disc 1", exist_ok=True)
    for name in ("found/x.wav", "found/sub/Disc 1/y.wav"):
        shutil.copy("cut/0.wav", name)
    body = "TRACK 01 AUDIO\nINDEX 01 00:00:00\n"
    for name, wanted in (("x.ape", "x.wav"), ("X.WAV", "x.wav"),
                         ("C:\\rips\\x.wav", "x.wav"),
                         ("/no/where/x.flac", "x.wav"), ("z.wav", "x.wav"),
                         ("sub\\disc 1\\y.wav", None),
                         ("sub\\Disc 1\\y.bin", "sub/Disc 1/y.wav")):
        write_sheet("found/x.cue", f'FILE "{name}" WAVE\n{body}')
        if wanted is not None:
            assert inputs("found/x.cue") == ["found/" + wanted], name
    shutil.copy("cut/0.wav", b"found/\xe4.wav")
    write_sheet("found/latin.cue", f'FILE "ä.wav" WAVE\n{body}', "latin-1")
    assert len(inputs("found/latin.cue")) == 1
    # One file a track: the files themselves, named by the sheet.
    write_sheet("found/files.cue", 'TITLE "T"\nFILE "x.wav" WAVE\n' + body
                + '  INDEX 00 00:01:00\nFILE "sub/Disc 1/y.wav" WAVE\n'
                'TRACK 02 AUDIO\nTITLE "Why"\nINDEX 01 00:00:00\n')
    lines = summaries("found/files.cue")
    assert [line["input"] for line in lines] == [
        "found/x.wav", "found/sub/Disc 1/y.wav"]
    assert lines[1]["title"] == "Why" and lines[1]["track"] == 2
    if has_launch() and launch("filesrc location=cut/1.wav ! wavparse ! "
                               "audioconvert ! flacenc ! filesink "
                               "location=found/w.flac"):
        write_sheet("found/w.cue", f'FILE "w.wav" WAVE\n{body}')
        assert inputs("found/w.cue") == ["found/w.flac"]


def test_broken():
    """what is wrong is one sentence with the line; in a folder the files are
    tagged all the same"""
    prepare()
    os.makedirs("broken", exist_ok=True)
    shutil.copy("world0.wav", "broken/a.wav")
    for text, words in (
            ('FILE "a.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:99:00\n',
             "line 3: “00:99:00” is no time"),
            ('FILE "b.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n'
             'FILE "c.wav" WAVE\n',
             "line 1: there is no file “b.wav”, nor other audio of that name"),
            ("\0\1\2", "this cue sheet names no track of audio")):
        write_sheet("broken/sheet.cue", text)
        done = tag("broken/sheet.cue")
        assert done.status == 1 and len(done.complaints) == 1, done.err
        assert words in done.err and "broken/sheet.cue" in done.err, done.err
        done = tag("--json", "broken")
        assert done.status == 0 and words in done.err, done.err
        assert '"input":"broken/a.wav"' in done.out, done.out
    write_sheet("empty.cue", "")
    assert "this file is empty" in tag("empty.cue").err
    assert "there is no such file" in tag("none.cue").err


main(test_tracks, test_formats, test_folder, test_parts, test_going_on,
     test_writing, test_where_the_audio_is, test_broken)
