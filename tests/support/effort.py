"""How much work something is, told by a count that is the same on a busy machine."""

import sys


def calls(work):
    """How many functions are called, of Python and of C, until a piece of work is done."""
    count = 0

    def called(_frame, event, _arg):
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
