"""Servers that a test starts and ends: on the loopback, by their process ids.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess

# No server outlives a test for longer, even if that is killed.
BOUND_S = 600


def show(name, path):
    """The end of what stands in a file."""
    with open(path, errors="replace") as file:
        for line in file.read().splitlines()[-20:]:
            print(f"# {name}: {line}")


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
            show(name, f"{name}.said")
