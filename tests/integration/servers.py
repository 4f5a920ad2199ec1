"""Servers that a test starts and ends: on the loopback, by their process ids.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shutil
import socket
import subprocess
import time

from glissando import Skip

# No server outlives a test for longer, even if that is killed.
BOUND_S = 600


def find(name):
    """The path of a program, those for administrators too."""
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if path is None:
        raise Skip(f"{name} is missing: pipelines/install-packages integration")
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


def wait_until(holds, what, seconds=60, pause_s=0.1):
    """Looks until `holds` gives something true, which is returned."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(pause_s)


class Servers:
    """Ended in the other order than they were started."""

    def __init__(self):
        self.started = []

    def __enter__(self):
        return self

    def start(self, *command, **keywords):
        """A server that stays in the foreground; its words go to NAME.said."""
        name = os.path.basename(command[0])
        with open(f"{name}.said", "ab") as said:
            process = subprocess.Popen(
                ["timeout", str(BOUND_S), *command], stdin=subprocess.DEVNULL,
                stdout=said, stderr=subprocess.STDOUT, **keywords)
        self.started.append((name, process))
        return process

    def __exit__(self, *failure):
        for _, process in reversed(self.started):
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if failure[0] is not None:
            self.show()

    def show(self):
        for name, _ in self.started:
            with open(f"{name}.said", errors="replace") as said:
                for line in said.read().splitlines()[-20:]:
                    print(f"# {name}: {line}")
