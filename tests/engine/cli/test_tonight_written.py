"""`overlay tonight` with an account that somebody wrote down from a statement, rounded as statements are: the orders of
the backtest all the same; and with one that cannot be: a sentence, and nothing written.
"""

from pathlib import Path

import pytest

from tests.support.commands import told
from tests.support.plan_options import options
from validation.evenings_asked import orders_by_day, whole_run
from validation.stepped_plans import day

ACCOUNTS = sorted((Path(__file__).parents[1] / "evening" / "accounts").glob("*.toml"))
QUICK = {"A, a Tokyo account_2020-03-12", "C_2020-03-11"}


@pytest.mark.parametrize(
    "file",
    [pytest.param(one, id=one.stem, marks=() if one.stem in QUICK else pytest.mark.pages) for one in ACCOUNTS],
)
def test_an_account_written_by_hand_sends_the_orders_of_the_backtest(file):
    plan, _, evening = file.stem.partition("_")
    found = told("tonight", *options(plan), "--as-of", evening, "--state", file)
    orders = sorted((one["contract"], one["size"], one["purpose"]) for one in found["orders"])
    assert orders == orders_by_day(whole_run(plan), [day(evening)])[day(evening)]
    assert orders or evening == "2020-03-20"
