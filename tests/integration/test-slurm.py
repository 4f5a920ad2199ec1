"""Slurm's job arrays: a real controller, a real node, on the loopback.

SPDX-License-Identifier: GPL-2.0-or-later

    test-slurm.py GLISSANDO PIPELINES-CLUSTER
"""
import glob
import os
import signal
import subprocess
import sys

from glissando import PROGRAM, main
from libraries import MODEL, rows, tag
from loopback import wait_until
from shards import (DAMAGED, assert_whole, catch_in_mid_run, count,
                    make_library)
from slurm import Slurm

SCRIPT = os.path.join(os.path.abspath(sys.argv[2]), "tag.sbatch")
ARRAY = {"SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_MIN": "1",
         "SLURM_ARRAY_TASK_MAX": "3", "SLURM_ARRAY_TASK_COUNT": "3"}


def read(pattern):
    return "".join(open(name, errors="replace").read()
                   for name in sorted(glob.glob(pattern)))


def run_task(*arguments, **variables):
    """A task as Slurm would start it, without Slurm."""
    return subprocess.run([SCRIPT, *arguments], stderr=subprocess.PIPE,
                          text=True, timeout=300,
                          env={**os.environ, **ARRAY, "GLISSANDO": PROGRAM,
                               **variables})


def test_refusals():
    """what would leave a part out, or hear all of it, is refused"""
    wrong = [({"SLURM_ARRAY_TASK_ID": ""}, ("parts", "many"), "job array"),
             ({}, ("parts",), "give a folder"),
             ({"SLURM_ARRAY_TASK_MIN": "2"}, ("parts", "many"), "1-N"),
             ({"SLURM_ARRAY_TASK_COUNT": "2"}, ("parts", "many"), "1-N")]
    for variables, arguments, word in wrong:
        done = run_task(*arguments, **variables)
        assert done.returncode == 2 and word in done.stderr, done.stderr
    assert not os.path.exists("parts")


def test_one_task():
    """a task alone hears the part that it would have in the array"""
    make_library()
    tag("-o", "second.db", "--shard", "2/3", "many")
    alone = {"SLURM_ARRAY_TASK_MIN": "2", "SLURM_ARRAY_TASK_MAX": "2",
             "SLURM_ARRAY_TASK_COUNT": "1", "SHARDS": "3"}
    done = run_task("alone", "many", *MODEL, **alone)
    assert done.returncode in (0, 1), done.stderr
    assert rows("alone/part-2-of-3.db") == rows("second.db")


def test_array():
    """killed and requeued in mid-run, and merged by a job that depends on it,
    the array makes what one run makes"""
    make_library()
    os.environ["GLISSANDO"] = PROGRAM
    with Slurm("slurm") as slurm:
        job = slurm.submit("--array=1-3", "--cpus-per-task=1", SCRIPT, "parts",
                           "many", *MODEL)
        killed = catch_in_mid_run("parts/part-1-of-3.db", signal.SIGKILL)
        catch_in_mid_run("parts/part-2-of-3.db", signal.SIGSTOP)
        n = count("parts/part-2-of-3.db")
        assert slurm.ask("scontrol", "requeue", f"{job}_2") == ""
        wait_until(lambda: not os.path.exists(f"/proc/{killed}")
                   and slurm.get(f"{job}_1", "JobState") == "FAILED",
                   "Slurm sees that one was killed")
        assert slurm.ask("scontrol", "requeue", f"{job}_1") == ""
        merging = slurm.submit(f"--dependency=afterany:{job}", "--wrap",
                               f"{PROGRAM} merge -o library.db parts/*.db")
        slurm.wait_for_all()
        restarts = [slurm.get(f"{job}_{i}", "Restarts") for i in (1, 2, 3)]
        codes = sorted(slurm.get(f"{job}_{i}", "ExitCode") for i in (1, 2, 3))
        assert restarts == ["1", "1", "0"], restarts
        assert codes == ["0:0", "0:0", "1:0"], codes
        assert slurm.get(merging, "ExitCode") == "0:0"
    assert 0 < n < count("parts/part-2-of-3.db")
    said = read(f"slurm-{job}_*.out")
    assert said.count(DAMAGED) == 1 and "skipped, tagged before" in said, said
    assert_whole("library.db")


main(test_refusals, test_one_task, test_array)
