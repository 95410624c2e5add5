"""Portfolios drawn by chance: their books are checked slowly, from the saved tables alone, and each account is run once
more, alone, with the same money moved.
"""

import random

import pytest

from engine.portfolio.result import load_portfolio
from engine.runs.backtest import Outside, run_with
from tests.support.portfolio_books import Replay, check
from tests.support.portfolios_by_chance import one_that_runs


def require_books(seed, folder):
    result, markets = one_that_runs(random.Random(seed))  # noqa: S311  (settings, not keys)
    saved = result.save(folder)
    transfers = check(saved.path).transfers
    for name, run in result.runs.items():
        counter = Replay(transfers, name, run) if len(result.runs) > 1 else None
        again = run_with(run.config, markets.get(name), Outside({}, counter))
        assert [one for one in run.tables if not again.tables[one].equals(run.tables[one])] == [], name
    assert repr(load_portfolio(saved.path)) == repr(result)
    assert result._repr_html_()


@pytest.mark.pages
@pytest.mark.parametrize("seed", [428])
def test_books_add_up_and_every_account_is_as_it_is_alone_with_the_same_transfers(seed, tmp_path):
    require_books(seed, tmp_path)


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(60))
def test_books_of_many_add_up_and_their_accounts_are_as_they_are_alone(seed, tmp_path):
    require_books(seed, tmp_path)
