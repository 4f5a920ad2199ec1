"""Tags in the files themselves: written, read by others, taken back.

SPDX-License-Identifier: GPL-2.0-or-later

What is in a file is asked of ffprobe and of Mutagen, which Debian has for its own
Python; what is to be heard, of ffmpeg.
"""
import functools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time

from glissando import (PROGRAM, Skip, main, music, prepare_world, read, run,
                       write_wav)

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                       "support")
N_KILLS = int(os.environ.get("GLISSANDO_KILLS", "12"))
SEED = os.environ.get("GLISSANDO_SEED", "1")
WORLD = ["--model", "world.safetensors"]
ALL = ["--threshold", "0.001"]  # of its tags; it has thresholds of its own

# What ffmpeg is to make: the kind, its file, and how.
CONTAINERS = {
    "mp3, ID3v2.4": ("v24.mp3", "-id3v2_version 4"),
    "mp3, ID3v2.3": ("v23.mp3", "-id3v2_version 3"),
    "mp3, ID3v2.3 and ID3v1": ("v23v1.mp3", "-id3v2_version 3 -write_id3v1 1"),
    "mp3, ID3v2.3, many genres": ("many.mp3", "-id3v2_version 3"),
    "mp3, ID3v1 only": ("v1.mp3", "-id3v2_version 0 -write_xing 0"),
    "mp3, APE only": ("ape.mp3", "-id3v2_version 0 -write_xing 0"),
    "mp3, nothing": ("bare.mp3", "-id3v2_version 0"),
    "FLAC": ("a.flac", ""),
    "FLAC with a cover": ("cover.flac", ""),
    "Ogg Vorbis": ("a.ogg", "-c:a libvorbis"),
    "Ogg Opus": ("a.opus", "-c:a libopus"),
    "Ogg FLAC": ("a.oga", "-c:a flac"),
    "Ogg Speex": ("a.spx", "-c:a libspeex -ar 16000 -ac 1"),
    "MP4, AAC": ("a.m4a", "-c:a aac"),
    "MP4, index first": ("first.m4a", "-c:a aac -movflags +faststart"),
    "MP4, ALAC": ("alac.m4a", "-c:a alac"),
    "ASF": ("a.wma", "-c:a wmav2"),
    "WavPack": ("a.wv", "-c:a wavpack"),
    "WAV": ("a.wav", "-c:a pcm_s16le"),
    "WAV, odd": ("odd.wav", "-c:a pcm_s24le -ac 1 -af atrim=end_sample=95999"),
    "WAV, nothing": ("bare.wav", ""),
    "AIFF": ("a.aiff", "-write_id3v2 1"),
    "AIFF, nothing": ("bare.aiff", ""),
}
METADATA = {"title": "Träume", "artist": "A & B", "album": "C; D",
            "genre": "Rock", "date": "2001-02-03", "track": "3",
            "comment": "no comment"}


@functools.lru_cache(None)
def has_mutagen():
    return subprocess.run(["/usr/bin/python3", "-c", "import mutagen"],
                          stderr=subprocess.DEVNULL).returncode == 0


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f"{program} is missing")
    if not has_mutagen():
        raise Skip("Mutagen is missing: pipelines/install-packages test")


def ffmpeg(*arguments):
    done = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y",
                           *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_script(script, path):
    """Debian's Python, which has Mutagen."""
    subprocess.run(["/usr/bin/python3", "-c", f"import sys; {script}", path],
                   check=True)


def finish(kind, path):
    """What ffmpeg does not write."""
    if "APE only" in kind:
        by_script("from mutagen.apev2 import APEv2; t = APEv2(); t['Title'] ="
                  " 'Träume'; t['Genre'] = 'Rock'; t.save(sys.argv[1])", path)
    if "ID3v1 only" in kind:
        with open(path, "ab") as file:
            file.write(b"TAG" + b"".join(
                text.encode("latin-1").ljust(size, b"\0") for text, size in
                (("Dreams", 30), ("A & B", 30), ("C; D", 30), ("2001", 4),
                 ("no comment", 28))) + b"\0\3\x11")
    if "many genres" in kind:  # as Mp3tag writes them in 2.3
        by_script("from mutagen.id3 import ID3; t = ID3(sys.argv[1]);"
                  "t.update_to_v23(); t['TCON'].text = ['Rock', 'Polka & Co', 'Ska'];"
                  "t.save(v2_version=3, v23_sep=None)", path)


@functools.lru_cache(None)
def make(kind):
    """A file of that kind, with metadata; made once, not to be changed."""
    name, options = CONTAINERS[kind]
    need("ffmpeg", "ffprobe")
    prepare_world()
    os.makedirs("masters", exist_ok=True)
    if not os.path.exists("source.wav"):
        write_wav("source.wav", music(2, rate=48000), rate=48000)
    path = f"masters/{name}"
    said = [part for key, value in METADATA.items()
            for part in ("-metadata", f"{key}={value}")]
    if "nothing" in kind:
        said = ["-map_metadata", "-1", "-bitexact"]
    inputs = ["-i", "source.wav"]
    if "cover" in kind:
        ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:d=1", "-frames:v", "1",
               "cover.png")
        inputs += ["-i", "cover.png", "-map", "0", "-map", "1", "-disposition:v",
                   "attached_pic"]
    ffmpeg(*inputs, *said, *options.split(), path)
    finish(kind, path)
    return path


def copy(kind, folder="."):
    path = os.path.join(folder, os.path.basename(make(kind)))
    shutil.copy(make(kind), path)
    return path


# --- readers ---

def mutagen_all(paths):
    done = subprocess.run(["/usr/bin/python3", f"{SUPPORT}/mutagen-tags.py",
                           *paths], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def mutagen(path):
    return mutagen_all([path])[path]


def ffprobe(path):
    done = subprocess.run(["ffprobe", "-v", "error", "-of", "json",
                           "-show_entries", "format_tags:stream_tags", path],
                          stdout=subprocess.PIPE, check=True)
    said = json.loads(done.stdout)
    tags = {}
    for part in [said.get("format", {}), *said.get("streams", [])]:
        tags.update({name.upper(): value for name, value
                     in part.get("tags", {}).items() if value != ""})
    tags.pop("ENCODER", None)
    return tags


def without(tags, *names):
    return {name: value for name, value in tags.items() if name not in names}


OWN = ("GLISSANDO_TAGS", "GLISSANDO_UNDO")
GENRES = ("GENRE", "TCON", "\xa9GEN", "WM/GENRE")


def audio(path):
    """What is to be heard, and the packets as they are stored."""
    return ffmpeg("-i", path, "-map", "0:a", "-f", "md5", "-",
                  "-map", "0:a", "-c", "copy", "-f", "md5", "-")


def write(*arguments, status=0, **more):
    done = run("tag", *WORLD, *ALL, "--write", *arguments, **more)
    assert done.status == status, (done.status, done.out, done.err)
    return done


def predict(*paths):
    """Of each file its summary, without what metadata say."""
    done = run("tag", *WORLD, "--json", *paths)
    assert done.status == 0, done.err
    lines = map(json.loads, done.out.splitlines())
    return {line["input"]: without(line, "title", "artist", "album")
            for line in lines if line.get("summary")}


def names(prediction):
    return [tag["tag"] for tag in prediction["tags"]]


def expected_tags(path):
    return names(predict(path)[path])


# --- every container ---

class State:
    """All that there is to know of some files: by the kind of each."""

    def __init__(self, paths):
        by_mutagen = mutagen_all(paths.values())
        predictions = predict(*paths.values())
        self.mutagen = {kind: by_mutagen[path] for kind, path in paths.items()}
        self.ffprobe = {kind: ffprobe(path) for kind, path in paths.items()}
        self.bytes = {kind: read(path) for kind, path in paths.items()}
        self.heard = {kind: (audio(path), predictions[path])
                      for kind, path in paths.items()}


@functools.lru_cache(None)
def story():
    """What becomes of a file of each kind: as it is, with tags, with a genre,
    with another one, and without again. Also what is said at first."""
    shutil.rmtree("all", ignore_errors=True)
    os.makedirs("all")
    paths = {kind: copy(kind, "all") for kind in CONTAINERS}
    states = [State(paths)]
    done = write("--json", "all")
    said = {line["input"]: line for line in map(json.loads,
                                                done.out.splitlines())}
    states.append(State(paths))
    write("--write-genre", "all", "--overwrite", "all")
    states.append(State(paths))
    # Once more, with another genre: what comes back is the first one.
    write("--write-genre", "b", "--overwrite", "all")
    states.append(State(paths))
    done = run("tag", "--undo", "all")
    assert done.status == 0, done.err
    states.append(State(paths))
    return states, {kind: said[path] for kind, path in paths.items()}


def check_container(kind):
    (before, tagged, with_genre, with_other, undone), said = story()
    tags = names(before.heard[kind][1])
    assert len(tags) == 2, tags
    assert said[kind]["written"] is True
    assert said[kind]["changes"] == [{"field": "GLISSANDO_TAGS", "before": [],
                                      "after": tags}], said[kind]
    check_values(kind, tagged.mutagen[kind]["GLISSANDO_TAGS"],
                 tagged.ffprobe[kind].get("GLISSANDO_TAGS"), tags)
    check_others(kind, before, tagged)

    genre, = [value for name, value in with_genre.mutagen[kind].items()
              if name in GENRES]
    check_values(kind, genre, with_genre.ffprobe[kind].get("GENRE"), tags)
    check_others(kind, before, with_genre, *GENRES)
    genre, = [value for name, value in with_other.mutagen[kind].items()
              if name in GENRES]
    assert genre == ["b"], genre
    check_others(kind, before, with_other, *GENRES)

    check_others(kind, before, undone)
    assert not set(OWN) & set(undone.mutagen[kind]), undone.mutagen[kind]
    if "nothing" in kind:
        assert undone.bytes[kind] == before.bytes[kind]


def check_values(kind, by_mutagen, by_ffprobe, tags):
    """Where some are in one part of the header and some in another, not all
    readers begin with the first."""
    if kind == "ASF":
        by_mutagen, tags = sorted(by_mutagen), sorted(tags)
        by_ffprobe = tags[0]
    assert by_mutagen == tags, by_mutagen
    # It looks for no APE in MP3, nor for ID3v2 in a WAV file that has a list of
    # its own, too.
    if kind not in ("mp3, APE only", "WAV", "WAV, odd"):
        # which shows the first, or all in one line
        assert by_ffprobe.split(";")[0] == tags[0], by_ffprobe


def check_others(kind, before, after, *but):
    """Nothing else has changed. Where there was no tag of the kind that is
    written, it says what the older one said."""
    assert after.heard[kind] == before.heard[kind]
    for old, new in ((before.mutagen, after.mutagen),
                     (before.ffprobe, after.ffprobe)):
        old, new = (without(tags[kind], "version", *OWN, *but)
                    for tags in (old, new))
        assert {name: new.get(name) for name in old} == old, (old, new)
        if old and "COMM:ID3v1 Comment:eng" not in old:
            assert new == old, (old, new)


def for_each(check, claim):
    def one(kind):
        def test():
            check(kind)
        test.__doc__ = f"{kind}: {claim}"
        return test
    return map(one, CONTAINERS)


# --- which values ---

def test_versions():
    """ID3v2 keeps its version; where there was none it is 2.4"""
    for kind, version in (("mp3, ID3v2.4", "4"), ("mp3, ID3v2.3", "3"),
                          ("mp3, nothing", "4"), ("WAV", "4")):
        path = copy(kind)
        write(path)
        assert mutagen(path)["version"] == [version], (kind, mutagen(path))


def frame(name, content):
    """Of ID3v2.3, or with three letters of 2.2."""
    size = len(content).to_bytes(len(name), "big")
    return name + size + (b"\0\0" if len(name) == 4 else b"") + content


def write_id3(path, version, *frames):
    """In front of a bare MP3 file."""
    body = b"".join(frames) + bytes(30)
    size = bytes(len(body) >> 7 * (3 - i) & 127 for i in range(4))
    with open(path, "wb") as file:
        file.write(b"ID3" + bytes([version, 0, 0]) + size + body
                   + read(make("mp3, nothing")))
    return path


def frames_of(path):
    """The names of frames of ID3v2.3, read without any library."""
    data, at, found = read(path), 10, []
    while data[at:at + 1].isalpha():
        found.append(data[at:at + 4])
        at += 10 + int.from_bytes(data[at + 4:at + 8], "big")
    return sorted(found)


def test_frames():
    """frames that 2.4 no longer has, and unknown ones, stay in 2.3"""
    frames = [frame(b"TIT2", b"\0Song"), frame(b"RVAD", b"\3\20\0\1\0\2"),
              frame(b"EQUA", b"\20\0\1\0\1"), frame(b"TSIZ", b"\0001234"),
              frame(b"TRDA", b"\0June"), frame(b"TYER", b"\0002001"),
              frame(b"TDAT", b"\0000203"), frame(b"PRIV", b"a\0bc"),
              frame(b"ZZZZ", b"what"), frame(b"TORY", b"\0001999"),
              frame(b"IPLS", b"\0mix\0Joe\0")]
    path = write_id3("frames.mp3", 3, *frames)
    before = frames_of(path)
    assert len(before) == len(frames)
    write(path)
    assert frames_of(path) == sorted([*before, b"TXXX"]), frames_of(path)
    for content in frames:
        assert content[10:] in read(path), content
    assert run("tag", "--undo", path).status == 0
    assert frames_of(path) == before


def test_old_version():
    """2.2 becomes 2.3, unless something in it has no place there"""
    song = frame(b"TT2", b"\0Song"), frame(b"TCO", b"\0(17)")
    path = write_id3("old.mp3", 2, *song)
    write(path)
    assert frames_of(path) == [b"TCON", b"TIT2", b"TXXX"], frames_of(path)
    path = write_id3("odd.mp3", 2, *song, frame(b"CRM", b"x\0y\0z"))
    before = read(path)
    done = write(path, status=1)
    assert "other metadata would be lost" in done.err, done.err
    assert read(path) == before


def test_nothing_new():
    """what is written already is not written again, nor heard again"""
    path = copy("Ogg Vorbis")
    write(path)
    before = os.stat(path)
    done = write(path)
    assert done.out == "", done.out
    assert "keep them without --overwrite: 1" in done.err, done.err
    done = write("--overwrite", path)
    assert done.out == "", done.out
    after = os.stat(path)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino,
                                                   after.st_mtime_ns)


def test_kept():
    """values that are there stay, unless they are to be overwritten"""
    path = copy("FLAC")
    write("--top", 1, path)
    tags = mutagen(path)["GLISSANDO_TAGS"]
    assert len(tags) == 1, tags
    write(path)
    assert mutagen(path)["GLISSANDO_TAGS"] == tags
    write("--write-genre", "all", path)
    assert mutagen(path)["GENRE"] == ["Rock"]
    write("--overwrite", path)
    assert len(mutagen(path)["GLISSANDO_TAGS"]) == 2
    assert mutagen(path)["GENRE"] == ["Rock"]
    # What is no longer probable enough is no longer there.
    write("--overwrite", "--threshold", "1", path)
    assert "GLISSANDO_TAGS" not in mutagen(path)


def test_genres_by_name():
    """of the tags, those become the genre that are called genres"""
    path = copy("FLAC")
    write("--write-genre", "b", "--overwrite", path)
    found = mutagen(path)
    assert found["GENRE"] == ["b"] and len(found["GLISSANDO_TAGS"]) == 2, found
    done = run("tag", *WORLD, "--write", "--write-genre", "a, polka", path)
    assert done.status == 2 and "polka" in done.err, done.err


def test_genre_of_others():
    """a genre that somebody has changed since is not taken back"""
    path = copy("FLAC")
    write("--write-genre", "all", "--overwrite", path)
    by_script("from mutagen.flac import FLAC; t = FLAC(sys.argv[1]); "
              "t['genre'] = ['Polka', 'Ska']; t.save()", path)
    done = run("tag", "--undo", path)
    assert done.status == 0 and "its genre was changed since" in done.err
    found = mutagen(path)
    assert found["GENRE"] == ["Polka", "Ska"] and not set(OWN) & set(found)


def test_dry_run():
    """a dry run says what would be written, and writes nothing"""
    path = copy("MP4, AAC")
    before = read(path), os.stat(path).st_mtime_ns
    tags = expected_tags(path)
    genre = ["--write-genre", tags[0], "--overwrite"]
    done = run("tag", *WORLD, *ALL, "--dry-run", *genre, path)
    assert done.status == 0, done.err
    assert done.out.splitlines()[:4] == [
        path, f"  + GLISSANDO_TAGS: {', '.join(tags)}", "  - GENRE: Rock",
        f"  + GENRE: {tags[0]}"], done.out
    done = run("tag", *WORLD, *ALL, "--dry-run", "--json", *genre, path)
    said = json.loads(done.out)
    assert said["input"] == path and said["written"] is False, said
    assert said["changes"][:2] == [
        {"field": "GLISSANDO_TAGS", "before": [], "after": tags},
        {"field": "GENRE", "before": ["Rock"], "after": tags[:1]}], said
    assert (read(path), os.stat(path).st_mtime_ns) == before
    write(*genre, path)
    written = read(path)
    done = run("tag", "--undo", "--dry-run", "--json", path)
    assert json.loads(done.out)["changes"][0]["after"] == [], done.out
    assert read(path) == written


def test_output_beside():
    """predictions go where -o says, beside what is written"""
    path = copy("FLAC")
    done = write("--json", "-o", "out.json", path)
    assert json.loads(done.out)["written"] is True
    assert len(read("out.json").splitlines()) >= 2
    write("--json", "-o", "out.json", path)  # heard again for that
    assert len(read("out.json").splitlines()) >= 2


def test_database_beside():
    """what was written is no change that a database has to hear again"""
    path = copy("FLAC")
    write("-o", "library.db", path)
    assert "GLISSANDO_TAGS" in mutagen(path)
    done = run("tag", *WORLD, "-o", "library.db", "--changed", path)
    assert done.status == 0 and "tagged before: 1 of 1" in done.err, done.err


# --- what belongs to a file ---

def test_belongings():
    """owner, permissions, extended attributes and access lists stay"""
    path = copy("FLAC")
    os.chmod(path, 0o640)
    if os.getuid() == 0:
        os.chown(path, 1234, 4321)
    names = {}
    try:
        os.setxattr(path, "user.mood", b"happy\0sad")
        names["user.mood"] = b"happy\0sad"
    except OSError:
        print("# no extended attributes here")
    if shutil.which("setfacl"):
        if subprocess.run(["setfacl", "-m", "u:1:rw,g:2:r", path]).returncode == 0:
            names["system.posix_acl_access"] = os.getxattr(
                path, "system.posix_acl_access")
    before = os.stat(path)
    write(path)
    after = os.stat(path)
    assert before.st_ino != after.st_ino
    for field in "st_mode", "st_uid", "st_gid":
        assert getattr(before, field) == getattr(after, field), field
    for name, value in names.items():
        assert os.getxattr(path, name) == value, name


def test_times():
    """a changed file is new, unless it is to be as old as before"""
    for options, kept in ((), False), (("--keep-times",), True):
        path = copy("FLAC")
        os.utime(path, ns=(10 ** 18, 10 ** 18 + 123456789))
        write(*options, path)
        assert (os.stat(path).st_mtime_ns == 10 ** 18 + 123456789) == kept


def test_links():
    """a symbolic link stays one; hard links are refused"""
    shutil.rmtree("links", ignore_errors=True)
    os.makedirs("links/there")
    path = copy("FLAC", "links/there")
    os.symlink("there/a.flac", "links/link.flac")
    write("links/link.flac")
    assert os.readlink("links/link.flac") == "there/a.flac"
    assert "GLISSANDO_TAGS" in mutagen(path)
    other = copy("Ogg Vorbis", "links")
    os.link(other, "links/second.ogg")
    before = read(other)
    done = write(other, status=1)
    assert "2 names (hard links)" in done.err, done.err
    assert read(other) == before and os.stat(other).st_nlink == 2


def unprivileged():
    """Words before a command that take root's rights away."""
    if os.getuid() != 0:
        return []
    wrapper = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if shutil.which("setpriv") is None or subprocess.run(
            [*wrapper, "test", "-w", "read-only/a.flac"]).returncode == 0:
        raise Skip("root's rights cannot be taken away here")
    return wrapper


def test_read_only():
    """what is read-only is named and left alone; the rest is written"""
    shutil.rmtree("read-only", ignore_errors=True)
    os.makedirs("read-only/folder")
    first = copy("FLAC", "read-only")
    inside = copy("FLAC", "read-only/folder")
    third = copy("Ogg Vorbis", "read-only")
    before = read(first)
    os.chmod(first, 0o444)
    os.chmod("read-only/folder", 0o555)
    done = write("read-only", status=1, wrapper=unprivileged())
    os.chmod("read-only/folder", 0o755)
    assert read(first) == read(inside) == before
    assert "GLISSANDO_TAGS" in mutagen(third)
    assert len(done.complaints) >= 2, done.err
    for path, words in (first, "it cannot be written"), (
            inside, "its folder cannot be written"):
        assert f"{path}: no tags can be written: {words}" in done.err, done.err


def test_no_files():
    """what is no file, or of another kind, is refused in a sentence"""
    path = make("FLAC")
    mkv = "a.mka"
    ffmpeg("-i", "source.wav", "-c:a", "aac", "-movflags",
           "+frag_keyframe+empty_moov", "parts.m4a")
    parts = read("parts.m4a")
    ffmpeg("-i", "source.wav", "-c:a", "libvorbis", mkv)
    with open("text.mp3", "w") as file:
        file.write("Never gonna give you up.\n")
    before = read(mkv)
    for name, words in (("-", "into files only"),
                        ("http://127.0.0.1:1/a.mp3", "into files only"),
                        (mkv, "files of its kind"),
                        ("parts.m4a", "its audio would not stay as it is"),
                        ("text.mp3", "this is text")):
        with open(path) as file:
            done = subprocess.run([PROGRAM, "tag", *WORLD, *ALL, "--write",
                                   name], stdin=file, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        assert done.returncode == 1, (name, done)
        assert words in done.stderr and done.stdout == "", (name, done)
    assert read(mkv) == before and read("parts.m4a") == parts
    assert read("text.mp3") == b"Never gonna give you up.\n"
    # There is nothing to take back in it, and that is no failure.
    assert run("tag", "--undo", mkv).status == 0


def test_usage():
    """options that make no sense are wrong usage"""
    for options in (["--write", "--undo"], ["--overwrite"], ["--keep-times"],
                    ["--write-genre", "all"], ["--undo", "--overwrite"],
                    ["--write", "--csv"]):
        done = run("tag", *options, "a.flac")
        assert done.status == 2 and len(done.complaints) == 1, (options, done.err)


# --- what goes wrong ---

def test_full_disk():
    """a full disk is said, and the file is as it was"""
    make("WAV")
    os.makedirs("small", exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs",
                       "small"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skip("nothing can be mounted here")
    try:
        write_wav("small/a.wav", music(9), rate=16000)
        before = read("small/a.wav")
        done = write("small/a.wav", status=1)
        assert "No space left" in done.err, done.err
        assert read("small/a.wav") == before
        assert os.listdir("small") == ["a.wav"]
    finally:
        subprocess.run(["umount", "small"], check=True)


def start(*arguments):
    return subprocess.Popen([PROGRAM, "tag", *WORLD, *arguments],
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def test_kill():
    """killed at any moment, the old file is there, or the new one"""
    make("WAV")
    shutil.rmtree("killed", ignore_errors=True)
    os.makedirs("killed")
    write_wav("whole.wav", music(30, rate=16000) * 40, rate=16000)
    old = read("whole.wav")
    shutil.copy("whole.wav", "killed/a.wav")
    # The fields alone, so that most of the time is spent on the file.
    done = write("killed/a.wav")
    new = read("killed/a.wav")
    assert old != new and len(new) - len(old) < 5000
    begun = time.monotonic()
    assert run("tag", "--undo", "killed/a.wav").status == 0
    duration = time.monotonic() - begun
    moments, killed = random.Random(SEED), 0
    for _ in range(N_KILLS):
        with open("killed/a.wav", "wb") as file:
            file.write(new)
        process = start("--undo", "killed/a.wav")
        time.sleep(moments.uniform(0, 1.1 * duration))
        process.kill()
        process.wait(60)
        killed += process.returncode == -signal.SIGKILL
        assert read("killed/a.wav") in (old, new)
    assert run("tag", "--undo", "killed/a.wav").status == 0
    assert read("killed/a.wav") == old
    assert os.listdir("killed") == ["a.wav"], os.listdir("killed")
    print(f"# killed {killed} times in {duration:.2f} s, seed {SEED}")


def damage(kind, rand, data):
    """A file as bad disks and bad programs leave it."""
    data = bytearray(data)
    if kind == "cut":
        del data[rand.randrange(len(data)):]
    elif kind == "cut early":
        del data[rand.randrange(min(len(data), 4096)):]
    else:
        for _ in range(rand.randrange(1, 12)):
            data[rand.randrange(min(len(data), 3000))] = rand.choice(
                (0, 1, 0x7f, 0x80, 0xff, rand.randrange(256)))
    return bytes(data)


def stored(path):
    """The packets, or None if there is nothing that ffmpeg reads."""
    done = subprocess.run(["ffmpeg", "-v", "quiet", "-nostdin", "-i", path,
                           "-map", "0:a", "-c", "copy", "-f", "md5", "-"],
                          stdout=subprocess.PIPE)
    return done.stdout


def test_damaged():
    """a damaged file loses nothing, whatever is wrong with it"""
    shutil.rmtree("damaged", ignore_errors=True)
    os.makedirs("damaged")
    rand = random.Random(SEED)
    files = {}
    for kind in CONTAINERS:
        master = make(kind)
        for number, how in enumerate([rand.choice(["cut", "cut early"]),
                                      "bytes"]):
            path = f"damaged/{number}-{os.path.basename(master)}"
            files[path] = damage(how, rand, read(master))
            with open(path, "wb") as file:
                file.write(files[path])
    done = run("tag", *WORLD, *ALL, "--write", "--write-genre", "all",
               "--overwrite", "damaged")
    assert done.status == 1, done.err
    changed = [path for path, data in files.items() if read(path) != data]
    assert 5 < len(changed) < len(files), changed
    packets = {}
    for path in changed:
        with open("as-it-was", "wb") as file:
            file.write(files[path])
        packets[path] = stored("as-it-was")
        assert stored(path) == packets[path], path
    done = run("tag", "--undo", "damaged")
    assert done.status in (0, 1), done.err
    for path, data in files.items():
        if path in packets:
            assert stored(path) == packets[path], path
        else:
            assert read(path) == data, path
    assert sorted(os.listdir("damaged")) == sorted(
        os.path.basename(path) for path in files)
    print(f"# written: {len(changed)} of {len(files)} damaged files")


main(*for_each(check_container, "tags and genre go in, others read them, and "
               "they come out again"),
     test_versions, test_frames, test_old_version, test_nothing_new, test_kept,
     test_genres_by_name, test_genre_of_others, test_dry_run,
     test_output_beside, test_database_beside, test_belongings, test_times,
     test_links, test_read_only, test_no_files, test_usage, test_full_disk,
     test_kill, test_damaged)
