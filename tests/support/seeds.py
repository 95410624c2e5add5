"""Seeds of settings by chance: the first half is tried by `make test`, all by `make pages` and `make test` together."""

import pytest


def seeds(count):
    """The numbers below `count`, the second half of them marked as what takes long."""
    return [seed if 2 * seed < count else pytest.param(seed, marks=pytest.mark.pages) for seed in range(count)]
