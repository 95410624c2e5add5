"""Who is compiled with whom is found by names, and no list is kept."""

from engine.fast import reach as subject
from engine.fast.reach import reach, reachable

LOWER = """
import math
from data.pricing.black76 import black76_marked

LIMIT = 3

def bottom(x):
    return math.sqrt(x) + LIMIT

def aside(x):
    return black76_marked(x, x, 1.0, 0.2, True, 1.0)
"""
UPPER = """
from typing import NamedTuple
import engine.fast.lower as lower
from engine.fast.lower import bottom as under

class Pair(NamedTuple):
    one: float

def top(x):
    return Pair(middle(x) + lower.aside(x)), lower.LIMIT

def middle(x):
    return under(x) + sum(under(one) for one in [x])

def unused(x):
    return top(x)

def itself(x):
    return itself(x - 1.0) if x > 0.0 else other(x)

def other(x):
    return itself(x)
"""


def names(functions):
    return [one.__name__ for one in functions]


def test_functions_are_found_through_names_modules_and_comprehensions(written):
    lower = written("lower", LOWER)
    upper = written("upper", UPPER)
    found = reachable(upper.top)
    assert found[0] is upper.top
    assert {
        "middle",
        "bottom",
        "aside",
        "black76_marked",
        "black76_greeks",
        "black76",
        "black76_worth",
        "normal_cdf",
    } < set(names(found))
    assert "unused" not in names(found)
    assert lower.bottom in found
    assert len(found) == len(set(found))
    assert all(one.__module__.partition(".")[0] in subject.PACKAGES for one in found)


def test_constants_and_classes_that_are_read_are_told_by_the_one_who_reads_them(written):
    written("lower", LOWER)
    upper = written("upper", UPPER)
    values = reach(upper.top).values
    assert values["engine.fast.upper.Pair"] is upper.Pair
    assert values["engine.fast.lower.LIMIT"] == values["engine.fast.upper.lower.LIMIT"] == 3
    assert "data.pricing.black76._ROOT_HALF" in values


def test_a_circle_ends(written):
    written("lower", LOWER)
    upper = written("upper", UPPER)
    assert names(reachable(upper.itself)) == ["itself", "other"]
