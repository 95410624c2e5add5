from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from engine.tasks.made_once import MadeOnce


@pytest.fixture
def made():
    return []


@pytest.fixture
def value(made):
    values = MadeOnce(most=2)
    return lambda key: values.get(key, lambda: made.append(key) or key.upper())


def test_a_value_is_made_once(value, made):
    assert [value("a"), value("a"), value("b"), value("a")] == ["A", "A", "B", "A"]
    assert made == ["a", "b"]


def test_the_one_that_was_asked_for_longest_ago_goes(value, made):
    for key in "abacab":
        value(key)
    assert made == ["a", "b", "c", "b"]


def test_threads_wait_for_the_one_that_makes_it():
    values, going, made = MadeOnce(), Event(), []

    def make():
        going.wait()
        made.append(1)
        return len(made)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(values.get, "a", make) for _ in range(4)]
        going.set()
        assert [one.result() for one in asked] == [1, 1, 1, 1]


def test_what_could_not_be_made_is_tried_again(value):
    values = MadeOnce()
    with pytest.raises(ZeroDivisionError):
        values.get("a", lambda: 1 // 0)
    assert values.get("a", lambda: 1) == 1
