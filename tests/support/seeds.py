"""Seeds of settings by chance: `make test` tries the first of them, `make pages` the rest."""

import pytest


def seeds(count):
    """The numbers below `count`, all but the first sixteenth of them marked as what takes long."""
    return [seed if 16 * seed < count else pytest.param(seed, marks=pytest.mark.pages) for seed in range(count)]
