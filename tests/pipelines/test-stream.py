"""Audio from a server: as it comes, to its end, or until Ctrl-C.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.server
import json
import signal
import subprocess
import time

from glissando import PROGRAM, Skip, launch, main, run
from loopback import make_song, require_http, serve


class Station(http.server.BaseHTTPRequestHandler):
    """/song and /ogg end, /radio does not, /loop leads to itself, /early closes
    early, /page is text, anything else is not there. The length of /ogg and
    /early is declared, but there is no asking for a part of them."""

    def do_GET(self):
        if self.path == "/ogg":
            with open("song.ogg", "rb") as file:
                song = file.read()
            self.send_response(200)
            self.send_header("Content-Type", "audio/ogg")
            self.send_header("Content-Length", str(len(song)))
            self.end_headers()
            try:
                self.wfile.write(song)
            except OSError:
                pass
            return
        if self.path in ("/loop", "/trouble", "/early", "/page"):
            self.answer_badly()
            return
        if self.path not in ("/song", "/titled", "/radio"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "audio/mpeg")
        titled = self.path == "/titled"
        with open("titled.mp3" if titled else "song.mp3", "rb") as file:
            song = file.read()
        if self.path != "/radio":
            self.send_header("Content-Length", str(len(song)))
        self.end_headers()
        try:
            while True:
                for at in range(0, len(song), 8192):
                    self.wfile.write(song[at:at + 8192])
                    if self.path == "/radio":
                        time.sleep(0.02)
                if self.path != "/radio":
                    return
        except OSError:
            pass

    def answer_badly(self):
        body = b"<html><body>Never gonna give you up.</body></html>"
        if self.path == "/early":
            with open("song.mp3", "rb") as file:
                body = file.read()
        self.send_response({"/loop": 302, "/trouble": 500}.get(self.path, 200))
        self.send_header("Location", "/loop")
        self.send_header("Content-Type", "text/html" if self.path == "/page"
                         else "audio/mpeg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body[:len(body) // 2] if self.path == "/early"
                             else body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


server = None


def address(path):
    global server
    if server is None:
        require_http()
        make_song(128)
        server = serve(Station)
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_song():
    """a song from a server is tagged as the file is"""
    uri = address("/song")
    done = run("tag", "--json", uri)
    assert done.status == 0, done.err
    want = run("tag", "--json", "song.mp3").out
    assert done.out.replace(uri, "song.mp3") == want


def test_title():
    """the title of a song from a server stands at all that is said of it"""
    uri = address("/titled")
    assert launch("filesrc location=song.mp3 ! mpegaudioparse ! taginject "
                  "tags=title=Song ! id3v2mux ! filesink location=titled.mp3")
    done = run("tag", "--json", uri)
    assert done.status == 0, done.err
    assert [json.loads(line)["title"] for line in done.out.splitlines()] == [
        "Song"] * 2, done.out


def test_no_ranges():
    """an Ogg file from a server that sends only the whole of it"""
    uri = address("/ogg")
    if not launch("filesrc location=song.wav ! wavparse ! audioconvert "
                  "! vorbisenc ! oggmux ! filesink location=song.ogg"):
        raise Skip("vorbisenc is not installed")
    done = run("tag", "--json", uri)
    assert done.status == 0, done.err
    # Where it cannot seek, oggdemux does not cut off the end of the last block.
    for line, wanted in zip(done.out.splitlines(), run(
            "tag", "--json", "song.ogg").out.splitlines(), strict=True):
        got, want = ({tag["tag"]: tag["p"] for tag in json.loads(x)["tags"]}
                     for x in (line, wanted))
        assert all(abs(got[tag] - want[tag]) < 0.01 for tag in want), line


def test_radio():
    """segments of a stream are printed as they come; Ctrl-C prints the
    summary"""
    process = subprocess.Popen([PROGRAM, "tag", "--json", address("/radio")],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    lines = []
    n_segments = 0
    for line in process.stdout:
        lines.append(json.loads(line))
        n_segments += "provisional" not in lines[-1]
        if n_segments == 2 and "provisional" not in lines[-1]:
            # It is still running, and has spoken already.
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert process.stderr.read() == ""
    assert lines[0]["provisional"] and lines[0]["end"] == 5
    assert [line.get("summary") for line in lines[:-1]] == (
        [None] * (len(lines) - 1))
    assert lines[-1]["summary"] is lines[-1]["partial"] is True
    assert lines[-1]["end"] == max(line["end"] for line in lines[:-1])


def test_not_there():
    """a server that does not have it"""
    done = run("tag", address("/none"))
    assert done.status == 1 and len(done.complaints) == 1, done.err
    assert "cannot be found" in done.err, done.err


def test_answers():
    """answers that are no audio have sentences"""
    for path, words in (("/loop", "from one address to the next"),
                        ("/trouble", "“Internal Server Error” (500)"),
                        ("/page", "this is text, not audio")):
        done = run("tag", address(path))
        assert done.status == 1 and len(done.complaints) == 1, done.err
        assert words in done.err, done.err


def test_closes_early():
    """what had come when a server closes early is tagged, and that is said"""
    done = run("tag", "--json", address("/early"))
    assert done.status == 1, done.err
    assert "the connection broke off" in done.err, done.err
    assert "after " in done.err, done.err
    summary = json.loads(done.out.splitlines()[-1])
    assert summary["summary"] is True and 8 < summary["end"] < 12, summary


main(test_song, test_title, test_no_ranges, test_radio, test_not_there,
     test_answers, test_closes_early)
