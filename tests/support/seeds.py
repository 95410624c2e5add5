"""Seeds of settings by chance: `make test` tries the first quarter, `make pages` the rest."""

import pytest


def seeds(count):
    """The numbers below `count`, all but the first eighth of them marked as what takes long."""
    return [seed if 8 * seed < count else pytest.param(seed, marks=pytest.mark.pages) for seed in range(count)]
