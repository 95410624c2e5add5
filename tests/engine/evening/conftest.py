"""What the tests of evenings share."""

import pytest

from tests.support.why_runs import all_runs


@pytest.fixture(scope="package")
def runs(whole_market):
    """(run, the market it saw) of each kind."""
    return all_runs(whole_market)
