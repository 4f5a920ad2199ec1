"""Radio as its listeners have it: titles, moments, means, many at once, and a
log that grows for months.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import datetime
import http.server
import json
import os
import re
import signal
import subprocess
import threading
import time

from glissando import (PROGRAM, Skip, has_launch, launch, main, music, run,
                       write_wav)

# 64 kbit/s, ten times as fast as it is played.
BYTES_PER_S = 8000
SPEED = 10
META_INT = 4000
TITLES = ["Ann - First", "Bob’s - Sécond", "Cy - Third"]
TITLE_S = 40


class Station(http.server.BaseHTTPRequestHandler):
    """Any address is a station called by its path. It changes its title every
    40 s of audio. /silent… sends no titles. /shaky… ends after 50 s of audio,
    and is not there for the next half second; /late is not there at first."""

    gone = {"/late": time.monotonic() + 10 ** 9}

    def do_GET(self):
        if time.monotonic() < self.gone.get(self.path, 0):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "audio/mpeg")
        with_titles = (self.headers.get("Icy-MetaData") == "1"
                       and not self.path.startswith("/silent"))
        if with_titles:
            self.send_header("icy-name", "Radio " + self.path.strip("/"))
            self.send_header("icy-metaint", str(META_INT))
        self.end_headers()
        with open("song.mp3", "rb") as file:
            song = file.read()
        try:
            self.play(song, with_titles)
        except OSError:
            pass
        if self.path.startswith("/shaky"):
            self.gone[self.path] = time.monotonic() + 0.5

    def play(self, song, with_titles):
        begun, sent, said = time.monotonic(), 0, None
        song = song * 2
        while not self.path.startswith("/shaky") or sent < 50 * BYTES_PER_S:
            at = sent % (len(song) // 2)
            self.wfile.write(song[at:at + META_INT])
            sent += META_INT
            if with_titles:
                title = TITLES[sent // (TITLE_S * BYTES_PER_S) % len(TITLES)]
                self.wfile.write(self.block(title if title != said else None))
                said = title
            ahead = sent / (BYTES_PER_S * SPEED) - (time.monotonic() - begun)
            time.sleep(max(ahead, 0))

    def block(self, title):
        if title is None:
            return b"\0"
        text = f"StreamTitle='{title}';".encode()
        n = -(-len(text) // 16)
        return bytes([n]) + text.ljust(16 * n, b"\0")

    def log_message(self, *_):
        pass


server = None


def station(name):
    global server
    if server is None:
        write_wav("song.wav", music(20))
        if not has_launch() or not launch(
                "filesrc location=song.wav ! wavparse ! audioconvert "
                "! lamemp3enc target=bitrate bitrate=64 cbr=true "
                "! filesink location=song.mp3"):
            raise Skip("lamemp3enc is not installed")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Station)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    if "can open “http”" in run("tag", "http://127.0.0.1:9/").err:
        raise Skip("souphttpsrc is not installed")
    return f"http://127.0.0.1:{server.server_port}/{name}"


def start(*arguments, **keywords):
    """Runs on while it is read; killed if that takes too long."""
    process = subprocess.Popen([PROGRAM, "tag", *arguments],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, **keywords)
    timer = threading.Timer(90, process.kill)
    timer.daemon = True
    timer.start()
    return process


def read_json(text):
    return [json.loads(line) for line in text.splitlines()]


def read_file(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def kind(line):
    if "summary" in line:
        return line.get("of", "whole")
    return "provisional" if "provisional" in line else "segment"


def test_first_tags():
    """the first tags come after 5, 10 and 20 s, then every 5 s or so"""
    begun = datetime.datetime.now().astimezone().replace(microsecond=0)
    done = run("tag", "--json", "--for", "6s", station("silent"))
    over = datetime.datetime.now().astimezone()
    assert done.status == 0 and done.err == "", done.err
    lines = read_json(done.out)
    kinds = [kind(line) for line in lines]
    assert kinds[:3] == ["provisional"] * 3, kinds
    assert kinds[3:-1] == ["segment"] * (len(lines) - 4), kinds
    assert [line["end"] for line in lines[:3]] == [5, 10, 20]
    assert all(line["padded"] for line in lines[:3])
    ends = [line["end"] for line in lines[3:-1]]
    assert ends[0] == 28.672 and len(ends) >= 3, ends
    steps = [b - a for a, b in zip(ends[:-2], ends[1:-1])]
    assert all(abs(step - 5.12) < 0.01 for step in steps), ends
    whole = lines[-1]
    assert kind(whole) == "whole" and whole["partial"], whole
    assert whole["start"] == 0 and whole["end"] == ends[-1]
    for line in lines:
        moments = [datetime.datetime.fromisoformat(line[name])
                   for name in ("time", "until")]
        assert begun <= moments[0] <= moments[1] <= over, line
        assert "title" not in line and "station" not in line, line


def test_titles():
    """titles stand where they belong, and each gets its mean"""
    lines = read_json(run("tag", "--json", "--for", "10s", station("one")).out)
    assert all(line["station"] == "Radio one" for line in lines)
    for line in lines[:-1]:
        # A title belongs to what has its middle in it; it comes a little late.
        middle = (line["start"] + line["end"]) / 2
        first = max(middle - 2, 0) // TITLE_S
        last = (middle + 2) // TITLE_S
        if kind(line) in ("segment", "provisional"):
            assert line["title"] in (TITLES[int(first) % 3],
                                     TITLES[int(last) % 3]), line
    titles = [line["title"] for line in lines if kind(line) == "title"]
    assert titles[:2] == TITLES[:2], titles
    for title in titles[:2]:
        parts = [line for line in lines
                 if kind(line) == "segment" and line["title"] == title]
        mean, = (line for line in lines
                 if kind(line) == "title" and line["title"] == title)
        assert "partial" not in mean, mean
        assert (mean["start"], mean["end"]) == (parts[0]["start"],
                                                parts[-1]["end"])
        for tag in mean["tags"]:
            want = sum(part["p"] for line in parts for part in line["tags"]
                       if part["tag"] == tag["tag"]) / len(parts)
            assert abs(tag["p"] - want) < 1e-5, (tag, want)
    # Of the next title there are tags at once, before those of segments.
    new = [kind(line) for line in lines if line.get("title") == TITLES[1]]
    assert new[:3] == ["provisional"] * 3, new


def test_text():
    """in text a title is said when it begins and with its mean, once each"""
    lines = run("tag", "--top", "2", "--for", "7s",
                station("one")).out.splitlines()
    clock = r"\d\d:\d\d:\d\d"
    assert lines[0] == station("one")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", lines[1]), lines
    assert re.fullmatch(clock + " {12}Radio one", lines[2]), lines
    for title in TITLES[:2]:
        found = [re.fullmatch(clock + " {12}♪ " + title, line)
                 for line in lines]
        assert len([match for match in found if match]) == 1, lines
    means = [line for line in lines if "“" in line]
    assert len(means) == 2 and means[0].endswith(f"   “{TITLES[0]}”"), means
    assert lines[-1].startswith("  so far    "), lines
    for line in lines[4:-1]:
        assert "♪" in line or re.match(f"{clock}–{clock}   \\w", line), line


def test_periods():
    """--summary-every gives means of stretches that do not overlap"""
    done = run("tag", "--json", "--top", "1", "--summary-every", "3s", "--for",
               "8s", station("one"))
    means = [line for line in read_json(done.out) if kind(line) == "period"]
    assert 2 <= len(means) <= 4, done.out
    for mean in means:
        begun, over = (datetime.datetime.fromisoformat(mean[name])
                       for name in ("time", "until"))
        assert begun <= over and "title" not in mean
        assert (over - begun).total_seconds() <= 3
    assert "partial" not in means[0]


def test_wrong_words():
    """wrong durations, hops and --append have sentences"""
    for arguments, word in ((["--for", "x"], "--for must be"),
                            (["--summary-every", "0"], "--summary-every must"),
                            (["--hop", "-1"], "--hop must be"),
                            (["--hop", "29"], "--hop must be at most 28.7"),
                            (["--append"], "--append needs a file"),
                            (["--append", "-o", "-"], "--append needs a file")):
        done = run("tag", *arguments, "song.wav")
        assert done.status == 2 and len(done.complaints) == 1, done.err
        assert word in done.err, done.err


def test_breaks():
    """a station that breaks off is heard again, and loses nothing said; time
    goes on; the first tags come after each break"""
    uri = station("shaky")
    done = run("tag", "--json", "--for", "16s", uri)
    assert done.status == 0, done.err
    lines = read_json(done.out)
    said = [re.fullmatch(rf"glissando: {uri}: at \d\d:\d\d:\d\d (.*)", line)[1]
            for line in done.complaints]
    assert len(said) >= 2, done.err
    for i, sentence in enumerate(said):
        assert re.fullmatch(
            r"it is there again, after \d:\d\d" if i % 2 else
            "the station has stopped sending; trying again", sentence), said
    ends = [line["end"] for line in lines if kind(line) == "segment"]
    assert ends == sorted(ends) and 49 < ends[-1], ends
    # What came before a break is heard to its end.
    assert any(abs(end - 50) < 0.2 for end in ends), ends
    firsts = [line["start"] for line in lines if kind(line) == "provisional"
              and abs(line["end"] - line["start"] - 5) < 0.01]
    assert any(abs(start - 50) < 2 for start in firsts), firsts
    times = [line["time"] for line in lines if kind(line) == "segment"]
    assert times == sorted(times)


def test_reconnect():
    """what is not there at first is waited for with --reconnect only"""
    uri = station("late")
    done = run("tag", uri)
    assert done.status == 1 and "cannot be found" in done.err, done.err
    process = start("--json", "--reconnect", uri)
    time.sleep(1)
    Station.gone["/late"] = 0
    assert kind(json.loads(process.stdout.readline())) == "provisional"
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    said = err.splitlines()
    assert len(said) == 2 and "trying again" in said[0], said
    assert "it is there again" in said[1], said


def test_hop():
    """--hop is for files, too; without it a file is what it was"""
    write_wav("long.wav", music(60))
    usual = read_json(run("tag", "--json", "long.wav").out)
    fine = read_json(run("tag", "--json", "--hop", "10", "long.wav").out)
    assert [line["start"] for line in usual] == [0, 28.672, 31.744, 0]
    assert [line["start"] for line in fine] == [0, 10.24, 20.48, 30.72, 31.744,
                                                0]
    assert usual[0] == fine[0] and usual[2] == fine[4]
    assert all("time" not in line for line in usual + fine)


def test_all_at_once():
    """more stations than jobs, and a file: all come as they are heard"""
    names = [station(name) for name in ("a/live", "b/live", "silent")]
    write_wav("short.wav", music(2, seed=2))
    done = run("tag", "-j1", "--top", "1", "--for", "5s", names[0], names[1],
               "short.wav", names[2])
    assert done.status == 0, done.err
    lines = done.out.splitlines()
    firsts = [next(i for i, line in enumerate(lines) if line.startswith(label)
                   and "(provisional)" in line)
              for label in ("a/live  ", "b/live  ", "silent  ")]
    assert max(firsts) < next(i for i, line in enumerate(lines)
                              if "so far" in line), done.out
    at = lines.index("short.wav")
    assert lines[at + 1].startswith("   0:00 –    0:02"), lines
    assert lines[at + 2].startswith("  whole  "), lines
    assert done.out.count("so far") == 3


def test_interrupted():
    """SIGINT and SIGTERM end a stream with its means, and say no more"""
    for number in (signal.SIGINT, signal.SIGTERM):
        process = start("--json", "--summary-every", "1h", station("one"))
        for line in process.stdout:
            if '"summary"' not in line and '"provisional"' not in line:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 130 and err == "", err
        assert [kind(line) for line in read_json(out)[-3:]] == [
            "title", "period", "whole"], out


def test_head():
    """it is over soon when nobody reads on"""
    begun = time.monotonic()
    done = subprocess.run(
        f"'{PROGRAM}' tag --json {station('silent')} | head -n 1", shell=True,
        stdout=subprocess.PIPE, text=True, timeout=30)
    assert kind(json.loads(done.stdout)) == "provisional"
    assert time.monotonic() - begun < 10


def wait_for_lines(path, n):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if os.path.exists(path) and read_file(path).count("\n") >= n:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path}: {read_file(path)}")


def test_killed():
    """what was said before a kill is there, and a new run adds to it"""
    def check(flags, n):
        process = start("--json", *flags, "-o", "log.json", station("silent"))
        wait_for_lines("log.json", n)
        process.kill()
        process.communicate()
        lines = read_json(read_file("log.json"))
        assert len(lines) >= n, lines
        return len(lines)

    write_text("log.json", "yesterday\n")
    n = check([], 3)
    with open("log.json", "a") as file:
        file.write('{"to')
    process = start("--json", "--append", "-o", "log.json", "--for", "2s",
                    station("silent"))
    assert process.wait(timeout=30) == 0
    lines = read_file("log.json").splitlines()
    assert lines[n] == '{"to', lines[n]
    assert len(read_json("\n".join(lines[:n] + lines[n + 1:]))) > n
    assert [name for name in os.listdir() if "log.json" in name] == ["log.json"]


def write_text(path, text):
    with open(path, "w") as file:
        file.write(text)


def test_rotation():
    """a log may be moved away, or copied and cut: no line is lost or torn"""
    process = start("--json", "--top", "1", "--append", "-o", "log",
                    station("silent"))
    wait_for_lines("log", 3)
    os.rename("log", "log.1")
    wait_for_lines("log", 2)
    second = read_file("log")
    os.truncate("log", 0)
    wait_for_lines("log", 2)
    process.terminate()
    process.communicate(timeout=30)
    third = read_file("log")
    lines = read_json(read_file("log.1") + second + third)
    ends = [line["end"] for line in lines if kind(line) == "segment"]
    assert ends == sorted(ends) and kind(lines[-1]) == "whole"
    # But for what came between the copy and the cut.
    steps = [b - a for a, b in zip(ends, ends[1:])]
    assert len([step for step in steps if step > 5.2]) <= 1, ends


def test_full_disk():
    """a stream ends when what it says cannot be written"""
    if not os.path.exists("/dev/full"):
        raise Skip("there is no /dev/full")
    for flags in ([], ["--append"]):
        done = run("tag", *flags, "-o", "/dev/full", station("silent"),
                   timeout=30)
        assert done.status == 1, done.err
        assert done.complaints == ["glissando: /dev/full: it cannot be written: "
                                   "No space left on device"], done.err


main(test_first_tags, test_titles, test_text, test_periods, test_wrong_words,
     test_breaks, test_reconnect, test_hop, test_all_at_once, test_interrupted, test_head, test_killed,
     test_rotation, test_full_disk)
