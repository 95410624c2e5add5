"""What is said of contracts that are large for an account, held against runs at the capitals it names."""

import re

import pytest

from engine import backtest, load_config
from engine.manifest.contract_notes import least_capital

YEARS = ("period.start=2008-01-02", "period.end=2010-12-31")
NOTE = re.compile(
    r"one contract is (?P<first>[\d.]+)% of equity on the first evening and (?P<most>[\d.]+)% at most: below a "
    r"capital of about (?P<least>[\d,]+) "
    r"none is ever held, from about (?P<whole>[\d,]+) USD on the plan can be followed, halving included"
)
BAND = re.compile(
    r"from a capital of about (?P<close>[\d,]+) USD on whole contracts are the plan to within its no-trade band of 3.0%"
)


@pytest.fixture(scope="module")
def run(market):
    def of(capital, *settings, pattern="A"):
        return backtest(load_config(None, [*YEARS, f"capital.initial={capital}", *settings], pattern=pattern), market)

    return of


def told(run, pattern=NOTE):
    found = [match for match in map(pattern.match, run.notes()) if match]
    return {name: float(text.replace(",", "")) for name, text in found[0].groupdict().items()} if found else {}


def test_nothing_is_said_of_contracts_that_are_small(run):
    assert told(run(1_000_000.0)) == {}


def test_it_is_said_what_one_contract_is(run):
    small = run(50_000.0)
    ratios = small.frame("targets")["contract_ratio"]
    assert (told(small)["first"], told(small)["most"]) == (round(100 * ratios.iloc[0], 1), round(100 * ratios.max(), 1))


@pytest.mark.parametrize("settings", [(), ("halving.enabled=false",), ("stops.monthly_loss=off", "overlay.ratio=0.3")])
def test_below_the_least_capital_no_contract_is_held_and_above_it_one_is(run, settings):
    made = run(50_000.0, *settings)
    least = least_capital(made.tables)
    assert least * 0.9 < told(made)["least"] <= least
    assert run(0.999 * least, *settings).table("positions").num_rows == 0
    assert run(1.03 * least, *settings).table("positions").num_rows > 0


def test_from_the_capital_of_the_whole_plan_on_the_halved_overlay_is_held_on_every_session(run):
    whole = told(run(20_000.0))["whole"]
    for capital, held_throughout in ((1.02 * whole, True), (0.7 * whole, False)):
        made = run(capital, "stops.monthly_loss=off")
        sessions = made.table("equity").num_rows - 1
        assert (len(set(made.table("positions")["date"].to_pylist())) == sessions) is held_throughout


def test_from_the_capital_of_the_band_on_rounding_stays_within_it(run):
    close = told(run(50_000.0), BAND)["close"]
    made = run(close)
    rules, targets = made.frame("rules"), made.frame("targets")
    halved = targets.loc[rules.query("bound and rule == 'halving'").index]
    exact = halved["target_ratio"] / halved["contract_ratio"]
    assert len(halved) > 100
    assert ((exact - exact.astype(int)) / exact).max() <= 0.03


def test_without_a_band_there_is_none_to_be_within(run):
    assert told(run(50_000.0, "overlay.band=0.0"), BAND) == {}
    assert told(run(50_000.0, "overlay.band=0.0"))


def test_patterns_without_futures_have_no_such_note(run):
    for pattern in ("core", "B"):
        assert told(run(50_000.0, pattern=pattern)) == {}


def test_the_notes_are_told_in_japanese(run):
    made = run(50_000.0)
    pairs = zip(made.notes(), made.notes("ja"), strict=True)
    assert [told[:4] for note, told in pairs if NOTE.match(note) or BAND.match(note)] == ["1 枚は", "元本が約"]


def test_a_core_that_lost_more_than_the_opening_capital_has_no_least_capital_and_the_run_its_notes(market):
    lost = [
        "period.start=2014-04-01", "period.end=2015-04-30", "overlay.ratio=3", "overlay.max_total_exposure=7",
        "overlay.acknowledge_high_leverage=true", "overlay.band=0.2", "stops.monthly_loss=off", "cash.sleeve=0",
        "account.redemption_lag=0", "broker.fails_on=2015-03-09", "broker.like=fx_sapporo",
    ]  # fmt: skip
    run = backtest(load_config(None, lost, pattern="A"), market)
    assert least_capital(run.tables) < 0.0
    assert not any(map(NOTE.match, run.notes()))
