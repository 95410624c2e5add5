"""A rule of an overlay that nobody knows yet: given to the book, it is traded, told, shown and judged as others are."""

import pytest

from engine import backtest, load_config
from engine.analysis import rulings
from engine.analysis.attribution import rules_of
from engine.audit.reduction_checks import reductions_were_made
from engine.audit.verdicts import LineStanding
from engine.patterns import futures
from engine.report.lanes import lanes_of
from engine.report.timeline import spans
from engine.words import words
from strategies.events.rulings import Ruling
from strategies.rules.rule import Rule
from tests.engine.audit.tampering import each_evening

PERIOD = ("period.start=2009-03-02", "period.end=2010-06-30", "halving.enabled=false", "stops.monthly_loss=off")
LEAST, LEFT = 0.15, 0.25


def ranging(least, held_back, efficiency):
    """A quarter of the overlay while the index goes nowhere."""
    now = efficiency < least
    code = "" if now == held_back else "range" if now else "range_over"
    told = {"efficiency": efficiency, "least": least} if code else {}
    return now, Ruling(
        LEFT if now else 1.0, state="range" if now else "trend", observed=efficiency, code=code, numbers=told
    )


RANGE = Rule("range", LEAST, False, lambda seen: seen.view.efficiency_ratio(63), ranging)


@pytest.fixture(scope="module", params=["A", "C"])
def made(request, market):
    known = futures.overlay_rules
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(futures, "overlay_rules", lambda *told, **more: (RANGE, *known(*told, **more)))
        yield backtest(load_config(None, PERIOD, pattern=request.param), market)


def test_it_has_rows_of_its_own_and_cuts_the_target_when_it_says_so(made):
    rows = [row for row in made.table("rules").to_pylist() if row["rule"] == "range"]
    targets = made.table("targets").to_pylist()
    assert {row["state"] for row in rows} == {"range", "trend"}
    assert [row["multiplier"] for row in rows] == [LEFT if row["observed"] < LEAST else 1.0 for row in rows]
    assert [row["bound"] for row in rows] == [row["multiplier"] < 1.0 for row in rows]
    assert [row["target_ratio"] for row in targets] == [0.2 * row["multiplier"] for row in rows]
    assert rulings.rules_of_run(made.tables) == ["range", "voluntary_stop", "buffer", "cap"]


def test_what_it_binds_is_counted_shown_and_said(made):
    days, lanes = lanes_of(made.tables)
    assert list(lanes) == ["range", "voluntary_stop", "buffer", "cap"]
    assert lanes["range"].sum() == (rulings.binding(made.tables) == "range").sum() > 50
    assert len(days) == made.table("targets").num_rows
    assert {"range", ""} == set(rules_of(made.tables)[1])
    kinds = made.table("events")["kind"].to_pylist()
    found = [span for span in spans(made, words()) if span.rule == "range"]
    assert len(found) == kinds.count("range") > 2
    assert all(span.why for span in found)


def test_that_it_was_followed_is_judged(made):
    judged = reductions_were_made(made)
    assert judged.standing in {LineStanding.KEPT, LineStanding.DRIFTED}
    assert judged.numbers["times"] == made.table("events")["kind"].to_pylist().count("range")
    deeper = each_evening(made.tables, lambda row: {"target_ratio": 0.02} if row["binding"] == "range" else {})
    assert reductions_were_made(type(made)(made.config, deeper, made.manifest)).standing is LineStanding.NOT_KEPT
