"""One system call after the other fails, in every command that writes.

SPDX-License-Identifier: GPL-2.0-or-later

    test-fail-nth.py PROGRAM SHIM

SHIM is what tests/support/fail-nth.c becomes. After each failure the program has
ended by itself, with status 1 and a sentence, or with 0 and all of its output;
where an output stood before stands the old one, or a whole new one, be it of
what could be read; and the next run finds nothing in its way and leaves nothing behind. Of many calls only
some are let fail; with GLISSANDO_FAIL_ALL=1 all are, which takes some minutes.
"""
import errno
import os
import sys

from glissando import Skip, main
from scenarios import OLD, is_whole, prepare, scenarios

SHIM = os.path.abspath(sys.argv[2])
ALL = "GLISSANDO_FAIL_ALL" in os.environ
# Runs of a scenario for each kind of call, unless all are wanted.
AT_MOST = 5

KINDS = {"read": errno.EIO, "write": errno.ENOSPC, "open": errno.EMFILE,
         "close": errno.EIO, "rename": errno.EACCES, "fsync": errno.EIO,
         "mmap": errno.ENOMEM, "mkdir": errno.ENOSPC, "unlink": errno.EACCES,
         "seek": errno.EIO, "lock": errno.ENOLCK}
def fail(scenario, folder, kind, n):
    return scenario.run(folder, LD_PRELOAD=SHIM, GLISSANDO_FAIL_BELOW=folder,
                        GLISSANDO_FAIL=f"{kind} {n} {KINDS[kind]}",
                        GLISSANDO_FAIL_MARK=f"{folder}.mark")


def check(scenario, folder, usual, kind, n):
    """Lets the n-th call fail. Returns whether there was one."""
    where = f"{kind} {n}"
    scenario.set_up(folder)
    done = fail(scenario, folder, kind, n)
    if done.returncode == 77 and "takes no filter" in done.stderr:
        raise Skip("the kernel lets nobody filter system calls")
    if not os.path.exists(f"{folder}.mark"):
        assert done.returncode == 0, (where, done)
        return False
    os.unlink(f"{folder}.mark")
    found = scenario.results(folder)
    assert done.returncode in (0, 1), (where, done)
    if done.returncode == 0:
        assert found == usual, (where, done.stderr)
    else:
        assert "glissando: " in done.stderr, (where, done)
        assert "Glissando-CRITICAL" not in done.stderr, (where, done)
    for name in scenario.outputs:
        assert found[name] in (OLD, usual[name]) \
            or is_whole(f"{folder}/{name}"), (where, name, done)
    again = scenario.run(folder)
    assert again.returncode == 0, (where, done, again)
    assert scenario.results(folder) == usual, (where, done, again)
    assert not scenario.strangers(folder), (where, scenario.strangers(folder))
    return True


def count(scenario, folder, kind):
    """How many calls of a kind there are, by halving."""
    low, high = 0, 1

    def is_there(n):
        scenario.set_up(folder)
        fail(scenario, folder, kind, n)
        if not os.path.exists(f"{folder}.mark"):
            return False
        os.unlink(f"{folder}.mark")
        return True
    while is_there(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_there(middle) else (low, middle)
    return low


def check_all(name):
    scenario = scenarios()[name]
    folder = os.path.abspath("run")
    prepare(folder)
    scenario.set_up(folder)
    done = scenario.run(folder)
    assert done.returncode == 0, done
    usual = scenario.results(folder)
    tried = []
    for kind in KINDS:
        if ALL:
            n = 1
            while check(scenario, folder, usual, kind, n):
                n += 1
            tried.append(f"{n - 1} {kind}")
            continue
        n = count(scenario, folder, kind)
        wanted = sorted({1 + k * (n - 1) // max(min(n, AT_MOST) - 1, 1)
                         for k in range(min(n, AT_MOST))})
        for k in wanted:
            check(scenario, folder, usual, kind, k)
        tried.append(f"{len(wanted)} of {n} {kind}")
    print(f"# {name}: " + ", ".join(tried))


def make(name):
    def test():
        check_all(name)
    test.__doc__ = f"{name}: whatever call fails, nothing is half done"
    return test


main(*map(make, scenarios()))
