"""What FX brokers ask through time, and the weekly tables for corporations against what was published of them."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.contracts.fx_contracts import FxRequirement
from data.margin.fx_requirements import FxAsked, FxRequirements, measured_shares
from data.market.fx_market import fx_market

MONEX = FxRequirement(0.0, 50_000.0, 75.0, 200_000.0)
WEEK = [day_of(date(2019, 3, 4)) + step for step in range(5)]


@pytest.fixture(scope="module")
def tables(whole_market):
    seen = fx_market(whole_market)
    return seen, measured_shares(seen.days, seen.floats("close").tolist())


@pytest.mark.parametrize(
    ("rate", "yen"),
    [(74.99, 50e3), (75.0, 100e3), (120.0, 100e3), (149.99, 100e3), (150.0, 150e3), (225.0, 200e3), (400.0, 200e3)],
)
def test_a_band_is_asked_once_for_each_that_has_begun(rate, yen):
    assert MONEX.of_a_lot(rate) == MONEX.amount_at(rate) == yen
    assert rate > 225.0 or 10_000.0 * rate / yen <= 15.0


@pytest.mark.parametrize(("rate", "yen"), [(117.5, 48e3), (112.0, 46e3), (87.0, 36e3), (12.0, 6e3)])
def test_money_partners_page(rate, yen):
    # http://www.moneypartners.co.jp/fx/partnersfx/pair.html
    assert FxRequirement(0.0, 2_000.0, 5.0).amount_at(rate) == yen


@pytest.mark.parametrize(
    ("day", "published"), [("2019-03-18", 80), ("2019-03-25", 81), ("2025-12-01", 66.66), ("2025-12-08", 66.66)]
)
def test_the_weekly_tables_for_corporations_are_those_published_within_six_percent(tables, day, published):
    seen, shares = tables
    assert 1.0 / shares[seen.row_from(day_of(date.fromisoformat(day)))] == pytest.approx(published, rel=0.06)


def test_a_table_holds_for_a_week_and_is_there_after_half_a_year(tables):
    seen, shares = tables
    row = seen.row_from(day_of(date(2019, 3, 18)))
    assert len(set(shares[row : row + 5])) == 1
    assert shares[row + 5] != shares[row]
    first = next(place for place, share in enumerate(shares) if share is not None)
    assert 26 * 7 <= seen.days[first] - seen.days[0] <= 29 * 7


def test_rates_of_later_days_change_no_table(tables):
    seen, shares = tables
    cut = seen.row_from(day_of(date(2005, 6, 1)))
    assert measured_shares(seen.days[:cut], seen.floats("close").tolist()[:cut]) == shares[:cut]


def test_a_measured_share_stands_in_until_there_is_a_table():
    asked = FxRequirements((FxAsked(0, FxRequirement(0.04), measured=True),))
    assert asked.of_lots(WEEK, [100.0] * 5) == [40_000.0] * 5


def test_what_is_asked_changes_on_its_day_and_the_band_is_that_of_the_day_before():
    asked = FxRequirements((FxAsked(WEEK[0], MONEX), FxAsked(WEEK[3], FxRequirement(0.02))))
    rates = [149.0, 151.0, 149.0, 150.0, 160.0]
    assert asked.of_lots(WEEK, rates) == pytest.approx([100e3, 100e3, 150e3, 30e3, 32e3])
    assert asked.proportional(WEEK) == [False, False, False, True, True]
    assert asked.told(WEEK[0], WEEK[4])["later"] == {"2019-03-07": {"share": 0.02, "amount": 0.0}}
    assert np.isfinite(asked.of_lots([WEEK[0] - 400], [100.0])).all()
