"""What is said of contracts that are large for an account, held against runs at the capitals it names."""

import re

import pytest

from engine import backtest, load_config
from engine.manifest.contract_notes import least_capital

YEARS = ("period.start=2008-01-02", "period.end=2010-12-31")
NOTE = re.compile(
    r"one contract is (?P<first>[\d.]+)% of equity on the first evening and (?P<most>[\d.]+)% at most: below a "
    r"capital of about (?P<least>[\d,]+) "
    r"none is ever held, from about (?P<whole>[\d,]+) USD on the plan can be followed(?P<halved>, halving included)?"
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
    numbers = {name: text for name, text in found[0].groupdict().items() if name != "halved"} if found else {}
    return {name: float(text.replace(",", "")) for name, text in numbers.items()}


def test_nothing_is_said_of_contracts_that_are_small(run):
    assert told(run(1_000_000.0)) == {}


def test_it_is_said_what_one_contract_is(run):
    small = run(50_000.0)
    ratios = small.frame("targets")["contract_ratio"]
    assert (told(small)["first"], told(small)["most"]) == (round(100 * ratios.iloc[0], 1), round(100 * ratios.max(), 1))


@pytest.mark.pages
@pytest.mark.parametrize("settings", [(), ("halving.enabled=false",), ("stops.monthly_loss=off", "overlay.ratio=0.3")])
def test_below_the_least_capital_no_contract_is_held_and_above_it_one_is(run, settings):
    made = run(50_000.0, *settings)
    least = least_capital(made.tables)
    assert least * 0.9 < told(made)["least"] <= least
    assert run(0.999 * least, *settings).table("positions").num_rows == 0
    assert run(1.03 * least, *settings).table("positions").num_rows > 0


@pytest.mark.pages
def test_a_hedge_has_no_halving_and_is_followed_from_the_capital_at_which_a_contract_is_its_share(run):
    small = run(20_000.0, pattern="hedge")
    assert not any("halving" in note for note in small.notes())
    whole = told(small)["whole"]
    assert whole == pytest.approx(100.0 * 20_000.0 * told(small)["most"] / 100.0 / 20.0, rel=0.1)
    assert told(run(20_000.0, "short.amount=3000", pattern="hedge")) == {}


@pytest.mark.pages
def test_from_the_capital_of_the_whole_plan_on_the_halved_overlay_is_held_on_every_session(run):
    whole = told(run(20_000.0))["whole"]
    for capital, held_throughout in ((1.02 * whole, True), (0.7 * whole, False)):
        made = run(capital, "stops.monthly_loss=off")
        sessions = made.table("equity").num_rows - 1
        assert (len(set(made.table("positions")["date"].to_pylist())) == sessions) is held_throughout


@pytest.mark.pages
def test_from_the_capital_of_the_band_on_rounding_stays_within_it(run):
    close = told(run(50_000.0), BAND)["close"]
    made = run(close)
    rules, targets = made.frame("rules"), made.frame("targets")
    halved = targets.loc[rules.query("bound and rule == 'halving'").index]
    exact = halved["target_ratio"] / halved["contract_ratio"]
    assert len(halved) > 100
    assert ((exact - exact.astype(int)) / exact).max() <= 0.03


@pytest.mark.pages
def test_without_a_band_there_is_none_to_be_within(run):
    assert told(run(50_000.0, "overlay.band=0.0"), BAND) == {}
    assert told(run(50_000.0, "overlay.band=0.0"))


@pytest.mark.pages
def test_patterns_without_futures_have_no_such_note(run):
    for pattern in ("core", "B"):
        assert told(run(50_000.0, pattern=pattern)) == {}


def test_the_notes_are_told_in_japanese(run):
    made = run(50_000.0)
    pairs = zip(made.notes(), made.notes("ja"), strict=True)
    assert [told[:4] for note, told in pairs if NOTE.match(note) or BAND.match(note)] == ["1 枚は", "元本が約"]


def test_what_a_broker_that_fails_takes_leaves_the_least_capital_a_number(run):
    """Next to everything is lost after the account has grown: more than the capital it was opened with."""
    grown = ("period.start=2009-03-02", "broker.fails_on=2010-06-01", "broker.like=fx_sapporo", "broker.frozen=1")
    wild = ("overlay.ratio=3", "overlay.max_total_exposure=5", "overlay.acknowledge_high_leverage=true")
    made = run(50_000.0, *grown, *wild, "stops.monthly_loss=off", "halving.enabled=false")
    assert made.frame("attribution").query("category == 'credit_loss'")["amount"].sum() < -50_000.0
    assert 0.0 < least_capital(made.tables) < 50_000.0
