"""What tests with a server share: serving, a song for it, and who listens.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.server
import subprocess
import threading

from glissando import (PROGRAM, Skip, has_launch, launch, music, run,
                       write_wav)


def serve(handler):
    """A server on a free port of the loopback, which ends with the tests."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def make_song(kbit_s):
    """song.mp3: 20 s, from song.wav."""
    write_wav("song.wav", music(20))
    if not has_launch() or not launch(
            "filesrc location=song.wav ! wavparse ! audioconvert "
            f"! lamemp3enc target=bitrate bitrate={kbit_s} cbr=true "
            "! filesink location=song.mp3"):
        raise Skip("lamemp3enc is not installed")


def require_http():
    if "can open “http”" in run("tag", "http://127.0.0.1:9/").err:
        raise Skip("souphttpsrc is not installed")


def kill_later(process):
    """For what should have ended by itself long before."""
    timer = threading.Timer(90, process.kill)
    timer.daemon = True
    timer.start()


def start(*arguments, **keywords):
    """`tag` runs on while it is read; killed if that takes too long."""
    process = subprocess.Popen([PROGRAM, "tag", *arguments],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, **keywords)
    kill_later(process)
    return process
