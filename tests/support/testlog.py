"""Reads the testlog.json of a `meson test`: shows what the tests that failed had
to say and why others were skipped, on standard error, and prints
"PASSED FAILED SKIPPED".

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import sys

LINES = 150

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}


def show(test):
    """Standard output without the subtests that went well, then the errors."""
    said = [line for line in (test.get("stdout") or "").splitlines()
            if not re.match(r"(ok \d|# (Start|End) of |\d+\.\.\d+$)", line)]
    said += (test.get("stderr") or "").splitlines()
    print(f"\n--- {test['name']}: {test['result']}", file=sys.stderr)
    if len(said) > LINES:
        print(f"    [{len(said) - LINES} lines before]", file=sys.stderr)
    for line in said[-LINES:]:
        print("    " + line, file=sys.stderr)


def skips(test):
    """Why a test was skipped, or parts of it: each reason once, as TAP has it
    or as a script that ends with status 77 says it."""
    reasons = {}
    for line in (test.get("stdout") or "").splitlines():
        found = re.match(r"(?:1\.\.0.*|ok \d.*)# SKIP\s*(.*)|skipped: (.*)", line)
        if found:
            reason = found[1] or found[2] or "no reason given"
            reasons[reason] = reasons.get(reason, 0) + 1
    if test["result"] in SKIPPED and not reasons:
        reasons["no reason given"] = 1
    whole = test["result"] in SKIPPED
    for reason, n in reasons.items():
        what = "" if whole else f", {n} part{'s' * (n > 1)} of it"
        print(f"skipped: {test['name']}{what}: {reason}", file=sys.stderr)


def main(path):
    passed = failed = skipped = 0
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            try:
                test = json.loads(line)
            except ValueError:
                continue  # cut off when the run was stopped
            skips(test)
            if test["result"] in PASSED:
                passed += 1
            elif test["result"] in SKIPPED:
                skipped += 1
            else:
                failed += 1
                show(test)
    print(passed, failed, skipped)


main(sys.argv[1])
