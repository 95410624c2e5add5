"""Which of many cases of one law, and how many examples of it, `make test` tries; `make pages` tries all."""

import pytest
from hypothesis import HealthCheck, settings

BESIDE_FIXTURES = [*settings().suppress_health_check, HealthCheck.function_scoped_fixture]
"""What is not asked of the health of a law whose examples share what a fixture made."""


def only(cases, *quick):
    """The cases, those that are not among the quick ones marked as what takes long."""
    cases = list(cases)
    assert set(quick) <= set(cases)
    return [one if one in quick else pytest.param(one, marks=pytest.mark.pages) for one in cases]


def examples(count):
    """How many examples a law that would have `count` of them is tried with."""
    return count * settings().max_examples // 100
