"""How `glissando tag` behaves: order, outputs, interruption, what is read.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import time

from glissando import (PROGRAM, Skip, has_launch, launch, main, music, run,
                       write_wav)
from loopback import require_http, serve, start


def prepare():
    if not os.path.exists("long.wav"):
        write_wav("long.wav", music(60))
        write_wav("short.wav", music(2, seed=2))


def read_json(text):
    return [json.loads(line) for line in text.splitlines()]


class Endless(http.server.BaseHTTPRequestHandler):
    """A station: four seconds of noise in each tenth of a second."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "audio/x-wav")
        self.end_headers()
        try:
            with open("station.wav", "rb") as file:
                self.wfile.write(file.read())
            block = os.urandom(4 * 8000)
            while True:
                self.wfile.write(block)
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_):
        pass


server = None


def station(name="a"):
    global server
    if server is None:
        require_http()
        # A header that declares no end, 8 bits, 8 kHz.
        with open("station.wav", "wb") as file:
            file.write(b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0"
                       b"\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\xff\xff\xff\xff")
        server = serve(Endless)
    return f"http://127.0.0.1:{server.server_port}/{name}"


def test_as_done():
    """an input that is done is written at once, though the first is not"""
    prepare()
    process = start("--json", "-j2", station(), "short.wav")
    inputs = []
    for line in process.stdout:
        inputs.append(json.loads(line))
        if inputs[-1]["input"] == "short.wav" and inputs[-1].get("summary"):
            break
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130


def test_order():
    """--order input keeps the order; text keeps an input's lines together"""
    prepare()
    names = ["long.wav", "short.wav"]
    given = run("tag", "--json", "-j2", "--order", "input", *names)
    assert given.status == 0, given.err
    assert [line["input"] for line in read_json(given.out)] == (
        ["long.wav"] * 4 + ["short.wav"] * 2)
    blocks = run("tag", "-j2", *names).out.split("\n\n")
    assert sorted(block.splitlines()[0] for block in blocks) == names
    assert sorted(len(block.splitlines()) for block in blocks) == [3, 5]
    done = run("tag", "--order", "size", *names)
    assert done.status == 2 and "--order" in done.err, done.err


def test_two_stations():
    """lines of two stations come as they are heard, each with a label, though
    there is only one job"""
    prepare()
    process = start("-j1", station("a"), station("b"))
    seen = set()
    for line in process.stdout:
        if re.match(r"[ab]  \d\d:\d\d:\d\d–\d\d:\d\d:\d\d   ", line):
            seen.add(line[0])
        if seen == {"a", "b"}:
            break
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130 and err == "", err
    assert out.count("so far") == 2, out


def test_interrupted():
    """Ctrl-C: status 130, a count that is right, parts that say so"""
    prepare()
    if not os.path.exists("pipe"):
        os.mkfifo("pipe")
    for flags, mark in ((["--json"], '"partial":true'), (["--csv"], ",partial"),
                        ([], "  so far ")):
        process = start(*flags, "-j1", "short.wav", station(), "pipe",
                        "long.wav")
        time.sleep(0.1)
        for line in process.stdout:
            if "28.672" in line or re.search(r"[ab] .*–", line):
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130, (flags, process.returncode, err)
        assert mark in out, (flags, out)
        # The station has no end to be tagged to; nobody writes to the pipe.
        assert err.splitlines()[-1] == ("glissando: interrupted; inputs tagged "
                                        "to their end: 1 of 3"), err
        assert "long.wav" not in out


def test_terminated_output():
    """what was heard until then is in the output of a run that was ended"""
    prepare()
    process = start("--json", "-j1", "-o", "ended.json", "short.wav", station())
    time.sleep(4)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 130
    with open("ended.json") as file:
        lines = read_json(file.read())
    assert lines[0]["input"] == "short.wav"
    assert "partial" not in lines[1] and lines[1]["summary"]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_output_is_input():
    """an output that is read too is refused, and nothing is lost"""
    prepare()
    before = read("short.wav")
    os.symlink("short.wav", "alias.wav")
    for output, inputs in (("short.wav", ["short.wav"]),
                           ("alias.wav", ["long.wav", "short.wav"]),
                           ("short.wav", ["."])):
        done = run("tag", "-o", output, *inputs)
        assert done.status == 2 and len(done.complaints) == 1, done.err
        assert f"{output}: it is read too" in done.err
        assert read("short.wav") == before
    os.unlink("alias.wav")


def test_output_stays():
    """what failed does not wipe the results of yesterday"""
    prepare()
    with open("old.json", "w") as file:
        file.write("yesterday\n")
    assert run("tag", "-o", "old.json", "shrt.wav").status == 1
    assert read("old.json") == b"yesterday\n"
    assert run("tag", "-o", "old.json", "--top", "x", "short.wav").status == 2
    assert read("old.json") == b"yesterday\n"
    # Something is better than nothing.
    assert run("tag", "--json", "-o", "old.json", "shrt.wav",
               "short.wav").status == 1
    assert len(read_json(read("old.json").decode())) == 2
    assert [name for name in os.listdir() if "old.json" in name] == ["old.json"]


def test_dash_output():
    """-o - is standard output"""
    prepare()
    done = run("tag", "--json", "-o", "-", "short.wav")
    assert done.out == run("tag", "--json", "short.wav").out
    assert not os.path.exists("-")


def test_threshold():
    """where no tag is probable enough, the nearest is named"""
    prepare()
    best = read_json(run("tag", "--json", "short.wav").out)[0]["tags"][0]
    done = run("tag", "--threshold", 1, "short.wav")
    line = done.out.splitlines()[1]
    assert f"none reaches 1: {best['tag']} {best['p']:.2f}" in line, line


def test_top():
    """--top 0 means all, in text as in JSON"""
    prepare()
    n = len(read_json(run("tag", "--json", "--top", 0, "short.wav").out)[0]
            ["tags"])
    assert n == len(read_json(run("tag", "--json", "short.wav").out)[0]["tags"])
    few = run("tag", "short.wav").out.splitlines()[-1]
    many = run("tag", "--top", 0, "short.wav").out.splitlines()[-1]
    assert len(many) > 4 * len(few), many
    for top in (-1, -2):
        done = run("tag", "--top", top, "short.wav")
        assert done.status == 2 and "or 0 for all" in done.err, done.err


def test_titles():
    """title, artist and album of a file stand in JSON"""
    prepare()
    if not has_launch():
        raise Skip("gst-launch-1.0 is not installed")
    pipeline = ("filesrc location=short.wav ! wavparse ! audioconvert "
                "! taginject tags=title=Tune,artist=Ann,album=Best ! flacenc "
                "! filesink location=titled.flac")
    if not launch(pipeline):
        raise Skip("flacenc or taginject is not installed")
    for line in read_json(run("tag", "--json", "titled.flac").out):
        assert (line["title"], line["artist"], line["album"]) == (
            "Tune", "Ann", "Best")
    for line in read_json(run("tag", "--json", "short.wav").out):
        assert "title" not in line


def test_head():
    """nothing is read any more when nobody reads what is written"""
    process = start("--json", station())
    process.stdout.readline()
    process.stdout.close()
    begun = time.monotonic()
    assert process.wait(timeout=20) == -signal.SIGPIPE
    assert time.monotonic() - begun < 10


def test_names():
    """names that are no UTF-8, or steer terminals"""
    prepare()
    name = b"n\xff\xc2\x9b31m\x1b[31m.wav"
    os.symlink("short.wav", name)
    for flags in ([], ["--json"], ["--csv"]):
        done = subprocess.run([PROGRAM, "tag", *flags, name],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == 0, done.stderr
        for text in (done.stdout.decode(), done.stderr.decode()):
            assert all(c == "\n" or ord(c) >= 32 and not 127 <= ord(c) < 160
                       for c in text), text
        if flags == ["--json"]:
            uri = json.loads(done.stdout.splitlines()[0])["uri"]
            assert uri.endswith("/n%FF%C2%9B31m%1B%5B31m.wav"), uri
            assert json.loads(run("tag", "--json", uri).out.splitlines()[0])
    os.unlink(name)
    done = subprocess.run([PROGRAM, "tag", name], stderr=subprocess.PIPE)
    assert b"\x9b" not in done.stderr and b"\x1b" not in done.stderr


def test_silence():
    """silence is called so, and says nothing about the whole"""
    samples = music(30)
    write_wav("fading.wav", samples + [0.0] * (60 * 16000))
    write_wav("sounding.wav", samples)
    done = run("tag", "--json", "fading.wav")
    lines = read_json(done.out)
    assert [line.get("silent", False) for line in lines] == (
        [False, False, True, True, False]), done.out
    assert done.complaints == ["glissando: fading.wav: silent segments, which are "
                               "left out of the mean: 2 of 4"], done.err
    whole = {tag["tag"]: tag["p"] for tag in lines[-1]["tags"]}
    first, second = ({tag["tag"]: tag["p"] for tag in line["tags"]}
                     for line in lines[:2])
    assert all(abs(whole[tag] - (first[tag] + second[tag]) / 2) < 1e-4
               for tag in whole)
    text = run("tag", "fading.wav").out
    assert text.count("   silence\n") == 2, text


def test_standard_input():
    """- is standard input: a pipe, or a file"""
    prepare()
    want = run("tag", "--json", "short.wav").out.replace("short.wav", "-")
    with open("short.wav", "rb") as file:
        done = subprocess.run([PROGRAM, "tag", "--json", "-"], stdin=file,
                              stdout=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout == want, done.stdout
    done = subprocess.run([PROGRAM, "tag", "--json", "-"],
                          input=read("short.wav"), stdout=subprocess.PIPE,
                          timeout=60)
    assert done.returncode == 0 and done.stdout.decode() == want, done.stdout
    done = subprocess.run([PROGRAM, "tag", "-"], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1


def test_playlists():
    """a playlist stands for the files it names, beside it, whatever its name"""
    prepare()
    os.makedirs("lists/in it", exist_ok=True)
    for name in ("lists/one.wav", "lists/in it/two.wav"):
        shutil.copy("short.wav", name)
    texts = {"lists/a.m3u": "one.wav\r\nin it/two.wav\nhttp://127.0.0.1:9/x\n",
             "lists/b.txt": "#EXTM3U\n#EXTINF:1,x\nin%20it/two.wav\n",
             "lists/c.pls": "[playlist]\nFile2=one.wav\nFile1=in it\\two.wav\n",
             "lists/d.xspf": "<?xml version='1.0'?><playlist version='1' "
             "xmlns='http://xspf.org/ns/0/'><trackList><track><location>"
             "../lists/in%20it/two.wav</location></track></trackList>"
             "</playlist>",
             "lists/e.m3u": "d.xspf\nnone.wav\n", "lists/loop.m3u": "loop.m3u\n",
             "lists/empty.m3u": "#EXTM3U\n",
             "d.asx": '<asx>\n'}
    for name, text in texts.items():
        with open(name, "w") as file:
            file.write(text)

    def follow(*lists):
        done = run("tag", "--json", "--top", "1", "-j", "1", *lists)
        done.complaints = [line for line in done.complaints
                           if "shorter than a segment" not in line]
        return [json.loads(line)["input"] for line in done.out.splitlines()
                if "summary" in line], done

    one, two = "lists/one.wav", "lists/in it/two.wav"
    inputs, done = follow("lists/a.m3u")
    assert inputs == [one, two] and done.status == 1, done.err
    assert done.complaints == ["glissando: http://127.0.0.1:9/x: no connection"
                               " could be made"], done.err
    for name, wanted in (("b.txt", [two]), ("c.pls", [two, one]),
                         ("d.xspf", [two])):
        inputs, done = follow("lists/" + name)
        assert inputs == wanted and done.status == 0, (name, inputs, done.err)
    inputs, done = follow("lists/e.m3u")
    assert inputs == [two] and done.status == 1
    assert done.complaints == ["glissando: lists/none.wav: there is no such"
                               " file"], done.err
    for name, words in (("lists/loop.m3u", "one playlist leads to the next"),
                        ("lists/empty.m3u", "this playlist names nothing"),
                        ("d.asx", "lists of this kind are not followed")):
        inputs, done = follow(name)
        assert inputs == [] and done.status == 1, done.err
        assert len(done.complaints) == 1 and words in done.err, done.err


def test_duplicates():
    """a file to which several names lead is tagged once"""
    prepare()
    os.makedirs("twice", exist_ok=True)
    write_wav("twice/a.wav", music(2))
    os.symlink("a.wav", "twice/b.wav")
    done = run("tag", "--json", "twice", "twice/b.wav",
               "file://" + os.path.abspath("twice/a.wav"))
    assert done.status == 0, done.err
    assert [line["input"] for line in read_json(done.out)] == (
        ["twice/a.wav"] * 2)


def test_synonyms():
    """text has one of the tags that mean the same; JSON has all"""
    prepare()
    groups = json.loads(run("info", "--json").out)["synonyms"]
    text = run("tag", "--untaught", "--top", 0,
               "short.wav").out.splitlines()[-1]
    tags = read_json(run("tag", "--json", "short.wav").out)[-1]["tags"]
    names = [tag["tag"] for tag in tags]
    assert ["vocal", "singing", "vocals", "voice"] in groups, groups
    for group in groups:
        assert set(group) <= set(names)
        shown = [name for name in group
                 if re.search(rf"   {name} +[01]\.", text)]
        best = max(group, key=lambda name: (tags[names.index(name)]["p"]))
        assert shown == [best], (group, shown, best)


def test_full():
    """what cannot be written to standard output is said: status 1"""
    prepare()
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")
    for arguments in (["--help"], ["--version"], ["info"], ["info", "--json"],
                      ["tag", "--help"], ["tag", "short.wav"],
                      ["tag", "--csv", "short.wav"], ["evaluate", "--help"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, *arguments], stdout=full,
                                  stderr=subprocess.PIPE, text=True)
        complaints = [line for line in done.stderr.splitlines()
                      if "shorter than a segment" not in line]
        assert done.returncode == 1, (arguments, done)
        assert len(complaints) == 1, (arguments, done.stderr)
        assert "standard output: it cannot be written" in complaints[0]
        done = subprocess.run(
            ["sh", "-c", 'exec "$@" >&-', "sh", PROGRAM, *arguments],
            stderr=subprocess.PIPE, text=True)
        assert done.returncode == 1, (arguments, done)
        assert "standard output: it cannot be written" in done.stderr


def test_late_writer():
    """a pipe waits for its writer, however long nothing is to be read"""
    prepare()
    os.mkfifo("late")
    process = start("--json", "late")
    time.sleep(4)
    assert process.poll() is None, process.communicate()
    with open("late", "wb") as pipe:
        pipe.write(read("short.wav"))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert out.replace("late", "short.wav") == run(
        "tag", "--json", "short.wav").out


def test_instruction_sets():
    """any instruction set tells the same; one that is not there is named once"""
    def tag(name):
        done = run("tag", "--json", "--order", "input", "-j1", "short.wav",
                   "long.wav", env={"GLISSANDO_CPU": name})
        assert done.status == 0, done.err
        return [c for c in done.complaints if "GLISSANDO_CPU" in c], [
            {tag["tag"]: tag["p"] for tag in line["tags"]}
            for line in read_json(done.out)]

    none, best = tag("")
    assert none == [], none
    none, plain = tag("plain")
    assert none == [], none
    said, same = tag("sse9")
    assert len(said) == 1, said
    assert same == best, (len(same), len(best), [
        (i, max(abs(a.get(t, 9) - b.get(t, 8)) for t in a))
        for i, (a, b) in enumerate(zip(same, best)) if a != b])
    assert said[0].startswith(
        "glissando: GLISSANDO_CPU=sse9 is not followed: "), said
    assert len(plain) == len(best)
    for a, b in zip(plain, best):
        assert a.keys() == b.keys()
        assert max(abs(a[name] - b[name]) for name in a) < 1e-4, (a, b)


main(test_as_done, test_order, test_two_stations, test_interrupted,
     test_terminated_output, test_output_is_input, test_output_stays,
     test_dash_output, test_threshold, test_top, test_titles, test_head,
     test_names, test_silence, test_standard_input, test_playlists,
     test_duplicates, test_synonyms, test_full, test_late_writer,
     test_instruction_sets)
