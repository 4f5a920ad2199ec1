"""Slurm's job arrays: a real controller, a real node, on the loopback.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os

from glissando import main
from servers import wait_until
from slurm import Slurm


def test_slurm():
    """an array runs, and a task that is requeued runs again"""
    with Slurm("slurm") as slurm:
        with open("job.sh", "w") as file:
            file.write("#!/bin/sh\n"
                       'echo "$SLURM_ARRAY_TASK_ID ${SLURM_RESTART_COUNT:-0}"'
                       ' >>runs\n[ -e go ] || sleep 600\n')
        job = slurm.submit("--array=1-2", "--output=%a.out", "--requeue",
                           "job.sh")
        wait_until(lambda: os.path.exists("runs")
                   and len(open("runs").readlines()) == 2, "both run")
        open("go", "w").close()
        said = slurm.ask("scontrol", "requeue", job)
        assert said == "", said
        slurm.wait_for_all()
        with open("runs") as file:
            runs = sorted(file.read().split("\n")[:-1])
        assert runs == ["1 0", "1 1", "2 0", "2 1"], runs


main(test_slurm)
