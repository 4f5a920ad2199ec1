"""Commands that write, each in a folder of its own where something stands already.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import functools
import json
import os
import shutil
import subprocess

from glissando import PROGRAM, prepare_world, read, run

OLD = b"what stood there before\n"


class Scenario:
    """A command in a folder of its own, and what it makes there."""

    def __init__(self, command, outputs, keep=()):
        self.command = command
        self.outputs = outputs
        self.keep = keep  # what may be there after it, too

    def set_up(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for name in os.listdir("."):
            if name.startswith("world"):
                os.link(name, f"{folder}/{name}")
        for name in self.outputs:
            with open(f"{folder}/{name}", "wb") as file:
                file.write(self.old)

    @property
    def old(self):
        """What stands in each output before."""
        return OLD

    def start(self, folder, **env):
        # A failure to open is one of GStreamer's own criticals, too.
        env = {**os.environ, "G_DEBUG": "", "ASAN_OPTIONS":
               "detect_leaks=0:verify_asan_link_order=0:abort_on_error=1",
               **env}
        with open(f"{folder}/stdout", "wb") as out:
            return subprocess.Popen([PROGRAM, *self.command], cwd=folder,
                                    env=env, stdin=subprocess.DEVNULL,
                                    stdout=out, stderr=subprocess.PIPE,
                                    text=True)

    def run(self, folder, **env):
        with self.start(folder, **env) as process:
            _, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(self.command, process.returncode,
                                           stderr=err)

    def results(self, folder):
        found = {name: read(f"{folder}/{name}") for name in self.outputs}
        # Training tells how long it took; what is written already is not told.
        if not {"train", "--write"} & set(self.command):
            found["stdout"] = read(f"{folder}/stdout")
        return found

    def strangers(self, folder):
        """What a run leaves beside its outputs, caches aside."""
        return sorted(os.path.join(where, name)
                      for where, _, names in os.walk(folder)
                      for name in names
                      if name not in (*self.outputs, "stdout", *self.keep)
                      and not name.startswith("world")
                      and len(name) != 62)


class WriteScenario(Scenario):
    """Its output is its input: a song that gets tags."""

    @property
    def old(self):
        return read("world0.wav")


@functools.lru_cache(None)
def can_write():
    return "was built without" not in run("tag", "--write", "--dry-run",
                                          "there-is-none").err


def scenarios():
    data = ["--data", "world.csv", "--cache", "cache"]
    model = ["--model", "world.safetensors"]
    write = {"tag, into the file": WriteScenario(
        ["tag", *model, "--write", "--threshold", "0.001", "song.wav"],
        ["song.wav"])} if can_write() else {}
    return {
        **write,
        "tag": Scenario(["tag", "--json", *model, "-o", "out.json",
                         "world0.wav"], ["out.json"]),
        "tag, standard output": Scenario(["tag", "--csv", *model,
                                          "world0.wav"], []),
        "features": Scenario(["features", "world0.wav", *model, "-o",
                              "out.npy", "--picture", "out.png"],
                             ["out.npy", "out.json", "out.png"]),
        "evaluate": Scenario(["evaluate", *model, *data, "-j2",
                              "--predictions", "out.csv"], ["out.csv"]),
        "train": Scenario(["train", "--arch", "world.json", *data, "-j2",
                           "--checkpoint", "state", "-o",
                           "out.safetensors"],
                          ["out.safetensors"], keep=["state"]),
    }


def is_whole(path):
    """Whether a file is all of something, by its own kind."""
    data = read(path)
    if path.endswith(".json"):
        try:
            for line in (data.splitlines() if b'"input"' in data[:20]
                         else [data]):
                json.loads(line)
        except ValueError:
            return False
        return data.endswith(b"\n")
    if path.endswith(".csv"):
        rows = list(csv.reader(data.decode().splitlines()))
        return data.endswith(b"\n") and len(set(map(len, rows))) == 1
    if path.endswith(".safetensors"):
        return run("info", path).status == 0
    return False


def prepare(folder):
    """The world; GStreamer looks for plugins now and not later."""
    prepare_world()
    os.environ["GST_REGISTRY"] = os.path.abspath("registry.bin")
    for scenario in scenarios().values():
        scenario.set_up(folder)
        scenario.run(folder)


def for_each(check, claim):
    """A test for each scenario, of which @check gets the name."""
    def make(name):
        def test():
            check(name)
        test.__doc__ = f"{name}: {claim}"
        return test
    return map(make, scenarios())
