"""The program is killed, at any moment, in every command that writes.

SPDX-License-Identifier: GPL-2.0-or-later

Whenever that is, there stands the old output or the whole new one. Training goes
on from where it was, to the same bits. GLISSANDO_KILLS says how often each
command is killed, GLISSANDO_SEED when.
"""
import os
import random
import signal
import time

from glissando import main, read
from scenarios import for_each, prepare, scenarios

N_KILLS = int(os.environ.get("GLISSANDO_KILLS", "12"))
SEED = os.environ.get("GLISSANDO_SEED", "1")


def kill_once(scenario, folder, seconds):
    """Whether the run was still there to be killed."""
    process = scenario.start(folder)
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=60)
    return process.returncode == -signal.SIGKILL


def check_kills(name):
    scenario = scenarios()[name]
    if name == "train":
        scenario.command.append("--resume")
    folder = os.path.abspath("run")
    moments = random.Random(f"{SEED} {name}")
    prepare(folder)
    scenario.set_up(folder)
    begun = time.monotonic()
    done = scenario.run(folder)
    duration = time.monotonic() - begun
    assert done.returncode == 0, done
    usual = scenario.results(folder)
    scenario.set_up(folder)
    n_killed = 0
    for _ in range(N_KILLS):
        n_killed += kill_once(scenario, folder,
                              moments.uniform(0, 1.1 * duration))
        for output in scenario.outputs:
            assert read(f"{folder}/{output}") in (scenario.old, usual[output]), output
    done = scenario.run(folder)
    assert done.returncode == 0, done
    assert scenario.results(folder) == usual, done
    assert not scenario.strangers(folder), scenario.strangers(folder)
    print(f"# {name}: killed {n_killed} times in {duration:.2f} s, seed {SEED}")


main(*for_each(check_kills, "killed at any moment, it loses nothing"))
