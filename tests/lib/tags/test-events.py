"""Pairs of events, and what follows from them, against mir_eval and sed_eval
(of PyPI, where they are installed).

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shlex
import subprocess
import sys

try:
    import numpy as np
    import mir_eval
    import sed_eval
except ImportError as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(0)

# What runs a program for another machine, as Meson says.
wrapper = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))
rng = np.random.default_rng(0)
cases = 30
print(f"1..{cases}")
failed = False
for case in range(cases):
    wanted = np.round(np.sort(rng.random(rng.integers(1, 40)) * 15), 3)
    found = np.round(np.concatenate([
        wanted[rng.random(len(wanted)) < 0.7] + rng.normal(0, 0.4),
        rng.random(rng.integers(1, 20)) * 15]), 3)
    tolerance = (0.1, 0.25, 0.5)[case % 3]
    lines = [f"found {t}" for t in found] + [f"true {t}" for t in wanted]
    got = subprocess.run([*wrapper, sys.argv[1], "--match", str(tolerance)],
                         input="\n".join(lines), text=True, check=True,
                         capture_output=True).stdout
    got = [int(n) for n in got.split()]
    pairs = len(mir_eval.util.match_events(wanted, found, tolerance))
    metric = sed_eval.sound_event.EventBasedMetrics(
        ["a"], t_collar=tolerance, evaluate_offset=False,
        event_matching_type="optimal")
    metric.evaluate(*([{"event_label": "a", "onset": t, "offset": t + 1,
                        "file": "a"} for t in list_] for list_ in
                      (wanted, found)))
    f = metric.results_overall_metrics()["f_measure"]["f_measure"]
    ok = got == [len(found), len(wanted), pairs] and abs(
        f - 2 * got[2] / (got[0] + got[1])) < 1e-9
    failed |= not ok
    print(f"{'ok' if ok else 'not ok'} {case + 1} - {got[2]} pairs")
    if not ok:
        print(f"# got {got}, want {pairs} pairs, F {f}")
sys.exit(failed)
