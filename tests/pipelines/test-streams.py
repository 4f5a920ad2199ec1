"""Radio as its listeners have it: titles, moments, means, many at once, and a
log that grows for months.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import datetime
import json
import os
import re
import shutil
import signal
import subprocess
import time

from glissando import PROGRAM, Skip, main, music, run, write_wav
from stations import (Station, TITLE_S, TITLES, hear, kind, listen, read_file,
                      read_json, start, station, wait_for_lines)


def test_first_tags():
    """the first tags come after 5, 10 and 20 s, then every 5 s or so"""
    begun = datetime.datetime.now().astimezone().replace(microsecond=0)
    lines = hear(station("silent"), until=lambda lines: len(lines) >= 7)
    over = datetime.datetime.now().astimezone()
    kinds = [kind(line) for line in lines]
    assert kinds[:3] == ["provisional"] * 3, kinds
    assert kinds[3:-1] == ["segment"] * (len(lines) - 4), kinds
    assert [line["end"] for line in lines[:3]] == [5, 10, 20]
    assert all(line["padded"] for line in lines[:3])
    ends = [line["end"] for line in lines[3:-1]]
    assert ends[0] == 28.672 and len(ends) >= 4, ends
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
    lines = hear(station("one"), until=lambda lines: len(
        [line for line in lines if kind(line) == "title"]) == 2)
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
    lines, said = listen("--top", "2", station("one"), until=lambda lines: any(
        "“" in line for line in lines))
    assert said == "", said
    lines = [line.rstrip("\n") for line in lines]
    clock = r"\d\d:\d\d:\d\d"
    assert lines[0] == station("one")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", lines[1]), lines
    assert re.fullmatch(clock + " {12}Radio one", lines[2]), lines
    n_titles = len([line for line in lines if "♪" in line])
    assert n_titles >= 2, lines
    for title in TITLES[:min(n_titles, 3)]:
        found = [re.fullmatch(clock + " {12}♪ " + title, line)
                 for line in lines]
        assert len([match for match in found if match]) == 1 or (
            n_titles > 3), lines
    means = [line for line in lines if "“" in line]
    assert means[0].endswith(f"   “{TITLES[0]}”"), means
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


def test_live_pipe():
    """with --live a pipe is heard as a station is; without it as a file"""
    write_wav("minute.wav", music(60))
    with open("minute.wav", "rb") as file:
        audio = file.read()
    # A header that declares no end, as of what is being recorded.
    at = audio.index(b"data") + 4
    audio = audio[:4] + b"\xff" * 4 + audio[8:at] + b"\xff" * 4 + audio[at + 4:]
    for flags in ([], ["--live"]):
        done = subprocess.run([PROGRAM, "tag", "--json", *flags, "-"],
                              input=audio, stdout=subprocess.PIPE, timeout=60)
        assert done.returncode == 0
        lines = read_json(done.stdout.decode())
        assert all(("time" in line) == bool(flags) for line in lines), lines
        segments = [line for line in lines if kind(line) == "segment"]
        assert segments[0]["end"] == 28.672 and segments[-1]["end"] == 60
        assert "partial" not in lines[-1] and kind(lines[-1]) == "whole"
        assert len(segments) == (8 if flags else 3), lines
        early = [line for line in lines if kind(line) == "provisional"]
        assert bool(early) == bool(flags), lines
        assert all(line["end"] in (5, 10, 20) for line in early), early


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
        lines = hear("--summary-every", "1h", station("one"), number=number,
                     until=lambda lines: kind(lines[-1]) == "segment")
        assert [kind(line) for line in lines[-3:]] == [
            "title", "period", "whole"], lines


def test_timeout():
    """timeout(1) signals twice, and is obeyed once; a second Ctrl-C later ends
    what waits for anything"""
    timeout = shutil.which("timeout")
    if timeout is None:
        raise Skip("timeout is not installed")
    done = subprocess.run([timeout, "--preserve-status", "6", PROGRAM, "tag",
                           "--json", station("silent")],
                          stdout=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 130, done
    assert kind(read_json(done.stdout)[-1]) == "whole", done.stdout
    # Nobody reads, so that it cannot write its last lines.
    process = start("--json", "--hop", "0.5", station("silent"))
    time.sleep(10)
    process.send_signal(signal.SIGINT)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=10)
    assert process.returncode == -signal.SIGINT, process.returncode
    process.stdout.close()


def test_limit():
    """--for ends in the same way, and all is well"""
    begun = time.monotonic()
    done = run("tag", "--json", "--for", "0.1m", station("one"))
    assert done.status == 0 and done.err == "", done.err
    assert 6 <= time.monotonic() - begun < 30
    lines = read_json(done.out)
    assert [kind(line) for line in lines[-2:]] == ["title", "whole"], lines
    assert lines[-1]["partial"] is lines[-2]["partial"] is True
    done = run("tag", "--for", "1s", station("one"), *["song.wav"] * 2)
    assert done.status == 0, done.err


def test_head():
    """it is over soon when nobody reads on"""
    begun = time.monotonic()
    done = subprocess.run(
        f"'{PROGRAM}' tag --json {station('silent')} | head -n 1", shell=True,
        stdout=subprocess.PIPE, text=True, timeout=30)
    assert kind(json.loads(done.stdout)) == "provisional"
    assert time.monotonic() - begun < 10


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
     test_breaks, test_reconnect, test_live_pipe, test_hop, test_all_at_once,
     test_interrupted, test_timeout, test_limit, test_head, test_killed,
     test_rotation, test_full_disk)
