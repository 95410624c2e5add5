"""Which index closes are of: the S&P 500, something with dividends in it, a fund on it, or none of these."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import xnys
from data.intake.check import check_file
from data.intake.opinion.likeness import likeness
from data.intake.source import KINDS

pytestmark = pytest.mark.pages
CLOSING_APART = 0.0015
"""A fund's last price is of another minute than the index's; with it daily returns have a correlation of 0.98."""


@pytest.fixture(scope="module")
def years(whole_market):
    """Days, closes, and dividends paid each quarter as a share of the close, 2003 to 2018."""
    rows = slice(whole_market.row_from(day_of(date(2003, 1, 2))), whole_market.row_from(day_of(date(2019, 1, 1))))
    paid = np.zeros(rows.stop - rows.start)
    paid[::63] = whole_market.floats("dividend_yield")[rows][::63] / 4
    return np.array(whole_market.days[rows]), whole_market.floats("close")[rows], paid


def fund(closes, seed=1):
    return closes / 10 * np.exp(np.random.default_rng(seed).normal(0.0, CLOSING_APART, len(closes)))


def found(folder, days, closes):
    path = folder / "x.csv"
    path.write_text("Date,Close\n" + "".join(f"{iso(day)},{close:.4f}\n" for day,
            close in zip(days.tolist(), closes, strict=True)))  # fmt: skip
    told = check_file(str(path), "index", {kind: {} for kind in KINDS}, (None, None))[1]
    return [one.check for one in told if one.check not in {"facts-end", "large-move"}]


@pytest.mark.parametrize("seed", range(3))
def test_a_fund_adjusted_for_its_dividends_is_told(years, seed, tmp_path):
    days, closes, paid = years
    adjusted = fund(closes, seed) * np.exp(np.cumsum(paid) - paid.sum())
    compared = likeness(days, adjusted)
    assert compared.correlation < 0.99
    assert compared.drift == pytest.approx(compared.dividends, rel=0.1)
    assert found(tmp_path, days, adjusted) == ["looks-like-total-return"]


@pytest.mark.parametrize("first", [0, 1000, 2000, 3000])
def test_three_years_of_it_are_enough(years, first, tmp_path):
    days, closes, paid = (column[first : first + 756] for column in years)
    assert found(tmp_path, days, fund(closes) * np.exp(np.cumsum(paid))) == ["looks-like-total-return"]


def test_a_total_return_index_is_told_whatever_its_base(years, tmp_path):
    days, closes, paid = years
    for base in (0.1, 1.0, 7.0):
        assert found(tmp_path, days, base * closes * np.exp(np.cumsum(paid))) == ["looks-like-total-return"]


def test_a_fund_as_it_was_paid_is_told_to_stand_at_another_level(years, tmp_path):
    days, closes, _ = years
    assert found(tmp_path, days, fund(closes)) == ["level-of-a-fund"]


def test_the_index_itself_and_other_indices_are_not(years, tmp_path):
    days, closes, _ = years
    assert found(tmp_path, days, closes) == []
    own = np.random.default_rng(2).normal(0.0002, 0.004, len(days))
    for beta in (0.6, 1.2):
        other = 1000 * np.exp(np.cumsum(beta * np.diff(np.log(closes), prepend=np.log(closes[0])) + own))
        assert found(tmp_path, days, other) == []


@pytest.mark.parametrize(
    ("place", "told"), [(0, ["closes-differ"]), (400, ["closes-differ", "value-stands-alone"]), (-1, ["closes-differ"])]
)
def test_one_close_that_is_another_is_told_and_is_no_growth(years, place, told, tmp_path):
    days, closes, _ = (column[-756:] for column in years)
    wrong = closes.copy()
    wrong[place] *= 1.03
    assert found(tmp_path, days, wrong) == told


def test_what_is_called_the_index_and_moves_otherwise_is_told(years, build):
    days, closes, _ = years
    rows = [f"{iso(day)},{close:.2f}" for day, close in zip(days[1:].tolist(), closes[:-1], strict=True)]
    bills = ["date,value", *(f"{iso(day)},1.00" for day in days.tolist())]
    market = build({"index": ["date,close", *rows], "bills:yield:13w:percent": bills}, index="SPX")
    assert "not-the-index" in {one["check"] for one in market.origin["warnings"]}
    market = build({"index": ["date,close", *rows], "bills:yield:13w:percent": bills}, index="OTHER")
    assert "not-the-index" not in {one["check"] for one in market.origin["warnings"]}


@pytest.mark.parametrize("seed", range(2))
def test_a_fund_or_another_index_that_is_a_session_off_is_told(years, seed, tmp_path):
    days, closes, paid = years
    own = np.random.default_rng(seed).normal(0.0002, 0.003, len(days))
    for other in (
        fund(closes, seed) * np.exp(np.cumsum(paid)),
        1000 * np.exp(np.cumsum(1.1 * np.diff(np.log(closes), prepend=np.log(closes[0])) + own)),
    ):
        assert found(tmp_path, days[:-1], other[1:]) == ["index-early"]
        assert found(tmp_path, days[1:], other[:-1]) == ["index-late"]


def test_an_index_of_another_time_zone_is_not(years, tmp_path):
    """Tokyo closes before New York opens: half of what moves it came the day before."""
    days, closes, _ = years
    steps = np.diff(np.log(closes), prepend=np.log(closes[0]))
    own = np.random.default_rng(1).normal(0.0, 0.011, len(days))
    tokyo = 10000 * np.exp(np.cumsum(0.2 * steps + 0.5 * np.roll(steps, 1) + own))
    assert not {"index-early", "index-late"} & set(found(tmp_path, days, tokyo))


def test_days_long_ago_are_compared_with_nothing():
    days = np.array(xnys().between(day_of(date(1970, 1, 1)), day_of(date(1979, 12, 31))))
    assert likeness(days, np.linspace(90.0, 100.0, len(days))) is None
