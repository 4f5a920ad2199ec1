"""Radio stations on the loopback, ten times as fast as they are played.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.server
import json
import os
import signal
import time

from loopback import make_song, require_http, serve, start

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
        require_http()
        make_song(64)
        server = serve(Station)
    return f"http://127.0.0.1:{server.server_port}/{name}"


def listen(*arguments, until, number=signal.SIGINT):
    """Ends a run when all lines so far are as the function @until has them.
    Returns all lines, and what was said."""
    process = start(*arguments)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if until is not None and until(lines):
            until = None
            process.send_signal(number)
    said = process.stderr.read()
    assert process.wait(timeout=60) == 130, said
    return lines, said


def hear(*arguments, until, number=signal.SIGINT):
    """The same of JSON: objects. Nothing may be said."""
    lines, said = listen("--json", *arguments, number=number,
                         until=lambda lines: until(read_json("".join(lines))))
    assert said == "", said
    return read_json("".join(lines))


def read_json(text):
    return [json.loads(line) for line in text.splitlines()]


def read_file(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def kind(line):
    if "summary" in line:
        return line.get("of", "whole")
    return "provisional" if "provisional" in line else "segment"


def wait_for_lines(path, n):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if os.path.exists(path) and read_file(path).count("\n") >= n:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path}: {read_file(path)}")
