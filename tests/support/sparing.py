"""Which of many cases of one law `make test` tries; `make pages` tries all."""

import pytest


def only(cases, *quick):
    """The cases, those that are not among the quick ones marked as what takes long."""
    cases = list(cases)
    assert set(quick) <= set(cases)
    return [one if one in quick else pytest.param(one, marks=pytest.mark.pages) for one in cases]
