"""A mosquitto on the loopback, what it is asked to keep, and who sends to it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import pwd
import queue
import subprocess
import threading
import time

from loopback import answers, find, wait_until
from servers import BOUND_S


class Broker:
    """In a folder of the test's. What is published is kept for whoever asks
    for it with get(), also while the broker is ended and started again."""

    def __init__(self, servers, port, *lines, ask=()):
        self.servers, self.port = servers, port
        os.makedirs("kept", exist_ok=True)
        os.chmod("kept", 0o777)
        self.lines = lines or [f"listener {port} 127.0.0.1",
                               "allow_anonymous true"]
        self.start()
        # A client that is not forgotten when it is away.
        collect = [find("mosquitto_sub"), "-h", "127.0.0.1", "-p", str(port),
                   "-i", "collector", "-c", "-q", "1", "-t", "#", "-F",
                   "%r %t %p", *ask]
        subprocess.run([*collect, "-E"], check=True, timeout=60)
        self.collector = self.run(collect, stdout=subprocess.PIPE, text=True)
        self.got = queue.Queue()
        threading.Thread(target=self.collect, daemon=True).start()

    def run(self, command, **keywords):
        """Not by Servers.start(), which takes what a server says."""
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, **keywords)
        self.servers.started.append(("mosquitto", process))
        timer = threading.Timer(BOUND_S, process.kill)
        timer.daemon = True
        timer.start()
        return process

    def start(self):
        owner = pwd.getpwuid(os.getuid())[0]
        with open("broker.conf", "w") as file:
            file.write("\n".join([
                *self.lines, f"user {owner}", "persistence true",
                f"persistence_location {os.getcwd()}/kept/",
                "max_queued_messages 0", ""]))
        open("mosquitto.said", "a").close()
        self.process = self.run([find("mosquitto"), "-c", "broker.conf"],
                                stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port), "the broker answers")

    def end(self):
        """It writes what it keeps to the disk."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def collect(self):
        for line in self.collector.stdout:
            self.got.put(line.rstrip("\n").split(" ", 2))

    def get(self, n):
        """The next n messages: whether it is one from before, topic and text.
        More of them are no good."""
        got = [self.got.get(timeout=20) for _ in range(n)]
        time.sleep(0.5)
        more = list(self.got.queue)
        assert more == [], (got, more)
        return got

    def get_texts(self, n):
        return [text for _, _, text in self.get(n)]


class Sinks:
    """tagsinks that are given predictions: tag-source.c."""

    def __init__(self, program, *properties, play=True, env=None):
        self.process = subprocess.Popen(
            [program, *properties], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ,
                                                    **(env or {})})
        self.lines = queue.Queue()
        self.heard = []
        threading.Thread(target=self.read, daemon=True).start()
        if play:
            self("play")

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if failure[0] is not None:
            print("# the sinks said", self.heard, list(self.lines.queue))
            self.process.kill()
        self.process.stdin.close()
        status = self.process.wait(timeout=60)
        assert failure[0] is not None or status == 0, status

    def next(self, seconds=30):
        return self.lines.get(timeout=seconds)

    def __call__(self, command):
        """Returns the seconds that it took."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        while True:
            line = self.next(60)
            if line.startswith("done "):
                return int(line.split()[1]) / 1000
            self.heard.append(line)

    def wait_for(self, kind, part="", seconds=20):
        """The next message of its kind, which is taken out."""
        end = time.monotonic() + seconds
        while True:
            for line in self.heard:
                if line.startswith(kind + " ") or line == kind:
                    self.heard.remove(line)
                    assert part in line, line
                    return line
            self.heard.append(self.next(max(end - time.monotonic(), 0.1)))
