"""Runs tests and says how they went, by the Test Anything Protocol.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys


def run(*tests):
    """Each is a function whose docstring is what it claims. Ends the program."""
    print(f"1..{len(tests)}")
    failed = False
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {test.__doc__}")
        except AssertionError as error:
            failed = True
            print(f"not ok {number} - {test.__doc__}")
            for line in str(error).splitlines():
                print("#", line)
    sys.exit(failed)
