"""One system call after the other fails, in every command that writes.

SPDX-License-Identifier: GPL-2.0-or-later

    test-fail-nth.py PROGRAM SHIM

SHIM is what tests/support/fail-nth.c becomes. After each failure the program has
ended by itself, with status 1 and a sentence, or with 0 and all of its output;
where an output stood before stands the old one, or a whole new one, be it of
what could be read; and the next run finds nothing in its way and leaves nothing
behind. Of many calls only the 1st, 2nd, 4th, 7th and so on are let fail; with
GLISSANDO_FAIL_ALL=1 all are, which takes some minutes.
"""
import errno
import os
import signal
import sys

from glissando import Skip, main
from scenarios import for_each, is_whole, prepare, scenarios

SHIM = os.path.abspath(sys.argv[2])
ALL = "GLISSANDO_FAIL_ALL" in os.environ

KINDS = {"read": errno.EIO, "write": errno.ENOSPC, "open": errno.EMFILE,
         "close": errno.EIO, "rename": errno.EACCES, "fsync": errno.EIO,
         "mmap": errno.ENOMEM, "mkdir": errno.ENOSPC, "unlink": errno.EACCES,
         "seek": errno.EIO, "lock": errno.ENOLCK, "thread": errno.EAGAIN}
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
    # Pango starts a thread with g_thread_new(), by which GLib aborts.
    aborted = (kind == "thread" and done.returncode == -signal.SIGTRAP
               and "creating thread '[pango]" in done.stderr)
    assert done.returncode in (0, 1) or aborted, (where, done)
    if done.returncode == 0:
        assert found == usual, (where, done.stderr)
    elif not aborted:
        assert "glissando: " in done.stderr, (where, done)
        assert "Glissando-CRITICAL" not in done.stderr, (where, done)
    for name in scenario.outputs:
        assert found[name] in (scenario.old, usual[name]) \
            or is_whole(f"{folder}/{name}"), (where, name, found[name], done)
    again = scenario.run(folder)
    assert again.returncode == 0, (where, done, again)
    assert scenario.results(folder) == usual, (where, done, again)
    assert not scenario.strangers(folder), (where, scenario.strangers(folder))
    return True


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
        n, n_tried = 1, 0
        while check(scenario, folder, usual, kind, n):
            n_tried += 1
            n += 1 if ALL else n_tried
        tried.append(f"{n_tried} {kind}")
    print(f"# {name}: " + ", ".join(tried))


main(*for_each(check_all, "whatever call fails, nothing is half done"))
