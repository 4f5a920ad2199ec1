"""The measures against scikit-learn's and NumPy's, on rows with many ties.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shlex
import subprocess
import sys

try:
    import numpy as np
    from sklearn import metrics
except ImportError as missing:
    print(f"1..0 # SKIP {missing}: pipelines/install-packages test")
    sys.exit(0)

# What runs a program for another machine, as Meson says.
wrapper = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))
rng = np.random.default_rng(0)
cases = 20
print(f"1..{cases}")
failed = False
for case in range(cases):
    n = int(rng.integers(5, 400))
    score = rng.random(n)
    if case % 2:
        score = np.round(score * 12) / 12
    score = score.astype(np.float32)
    positive = rng.random(n) < 0.2 + 0.5 * score
    positive[:2] = 0, 1
    rows = "".join(f"{s:.9g} {int(p)}\n" for s, p in zip(score, positive))
    got = subprocess.run([*wrapper, sys.argv[1], "--measure"], input=rows,
                         text=True, capture_output=True, check=True).stdout
    got = np.array(got.split(), dtype=float)
    precision, recall, _ = metrics.precision_recall_curve(positive, score)
    with np.errstate(invalid="ignore"):
        f = 2 * precision * recall / (precision + recall)
    want = np.array([
        metrics.roc_auc_score(positive, score),
        metrics.average_precision_score(positive, score),
        metrics.f1_score(positive, score >= 0.5),
        np.nanmax(f),
        np.corrcoef(score.astype(float), positive)[0, 1],
        np.quantile(score.astype(float), 0.9),
    ])
    ok = np.allclose(got, want, rtol=0, atol=1e-9)
    failed |= not ok
    print(f"{'ok' if ok else 'not ok'} {case + 1} - {n} rows")
    if not ok:
        print(f"# got {got}\n# want {want}")
sys.exit(failed)
