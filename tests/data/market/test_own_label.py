"""The user's own label on a market: what a rule is told at each close, and what a market cut off there tells."""

from datetime import date

import pytest

from data.base.days import day_of, iso
from data.signals.own_labels import OTHER, own_labels
from data.signals.regimes import spelled


def day(text):
    return day_of(date.fromisoformat(text))


LABELS = own_labels([(day("2008-01-02"), "bear"), (day("2008-03-16"), "bull"), (day("2008-05-01"), OTHER)])


def told(market, *days):
    return [market.as_of(day(one)).own_label for one in days]


def test_a_market_without_labels_says_other(market):
    assert told(market, "2008-02-01") == [OTHER]


def test_a_label_is_known_at_the_close_of_its_day(market):
    seen = market.labelled(LABELS)
    # 2008-03-16 is a Sunday: the session after it is the first to know
    assert told(seen, "2007-12-31", "2008-01-02", "2008-03-14", "2008-03-17", "2008-05-01") == [
        OTHER, "bear", "bear", "bull", OTHER,
    ]  # fmt: skip
    assert market.own_labels is None
    assert seen.digest == market.digest


def test_a_label_that_is_published_late_is_known_late(market):
    assert told(market.labelled(LABELS, 7), "2008-01-08", "2008-01-09", "2008-03-20", "2008-03-24") == [
        OTHER, "bear", "bear", "bull",
    ]  # fmt: skip


@pytest.mark.parametrize("lag", [0, 7])
def test_labels_of_a_market_cut_off_are_those_it_had(market, lag):
    seen = market.labelled(LABELS, lag)
    for one in ("2008-01-10", "2008-03-14", "2008-03-17", "2008-06-02"):
        cut, rows = seen.until(day(one)), market.row_from(day(one) + 1)
        earlier = [pair for pair in zip(LABELS.days, LABELS.labels, strict=True) if iso(pair[0]) <= one]
        assert spelled(cut.own_labels) == spelled(seen.own_labels)[:rows]
        assert spelled(market.until(day(one)).labelled(own_labels(earlier), lag).own_labels) == spelled(cut.own_labels)
