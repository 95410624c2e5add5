from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from data.contracts.fx_pairs import PAIRS, FxPair, fx_pair
from data.market import reference_rates
from data.market.reference_rates import cross


def on(pair, day):
    days, values = cross(fx_pair(pair))
    return values[days == day_of(date.fromisoformat(day))].tolist()


def test_the_first_day_of_the_euro_is_as_it_was_published():
    # 1999-01-04: 1.1789 dollars, 133.73 yen, 0.7111 pounds for a euro
    assert on("EURJPY", "1999-01-04") == [133.73]
    assert on("EURUSD", "1999-01-04") == [1.1789]
    assert on("GBPJPY", "1999-01-04") == [133.73 / 0.7111]
    assert on("USDJPY", "1999-01-04") == [133.73 / 1.1789]


def test_every_pair_was_between_the_lowest_and_the_highest_of_the_facts():
    for pair in PAIRS.values():
        days, values = cross(pair)
        assert np.all(np.diff(days) > 0)
        assert np.diff(days).max() <= 5
        assert [values.min(), values.max()] == pytest.approx([pair.lowest, pair.highest], abs=6e-5)


def test_the_dollar_is_the_fixing_of_new_york_but_for_the_hour(whole_market):
    days, values = cross(fx_pair("USDJPY"))
    known = dict(zip(days.tolist(), values.tolist(), strict=True))
    ratios = [rate / known[day] for day, rate in zip(whole_market.days, whole_market.values("usdjpy"), strict=True)
              if day in known]  # fmt: skip
    assert len(ratios) > 4500
    assert np.mean(np.abs(np.array(ratios) - 1.0)) < 0.003
    assert abs(np.mean(ratios) - 1.0) < 1e-4


def test_a_currency_that_the_file_does_not_have_is_a_sentence():
    with pytest.raises(ConfigError, match="no rates of TRY for TRY/JPY; it has AUD, CAD, CHF, EUR"):
        cross(FxPair("TRYJPY", 0.01, 1.0, 100.0))


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    wrong = tmp_path / "reference_rates.parquet"
    wrong.write_bytes(reference_rates.FILE.read_bytes()[:-100])
    monkeypatch.setattr(reference_rates, "FILE", wrong)
    with pytest.raises(DataError, match=r"reference_rates.parquet: cannot be read"):
        reference_rates.reference_rates.__wrapped__()
