"""What tests with a server share: finding it, serving, a song, and who listens.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import http.server
import os
import shutil
import socket
import subprocess
import threading
import time

from glissando import (PROGRAM, Skip, has_launch, launch, music, run,
                       write_wav)


def find(name):
    """The path of a program, those for administrators too."""
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if path is None:
        raise Skip(f"{name} is missing: pipelines/install-packages "
                   "test integration")
    return path


def free_ports(n):
    """Different ones, for both ends of a connection to find each other."""
    probes = [socket.socket() for _ in range(n)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def answers(port):
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def wait_until(holds, what, seconds=60, pause_s=0.05):
    """Looks until `holds` gives something true, which is returned."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(pause_s)


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
