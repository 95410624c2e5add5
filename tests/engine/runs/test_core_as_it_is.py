"""Runs whose core is no fund of bills, and runs in which it stops or the broker fails."""

from datetime import date

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import day_of
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.analysis.held_back import held_back
from engine.audit.chapters import audit
from engine.fast.path_terms_of import require_bills
from engine.fast.prepare import prepare
from tests.support.seeds import seeds
from validation.agreement_runs import Case, compare, fast

YEAR = ("period.start=2008-06-02", "period.end=2009-03-31")


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    rows = [
        f"2008-{month:02d}-{day:02d},{1.0 + 0.001 * month + 0.0001 * day}"
        for month in range(8, 13)
        for day in (3, 12, 23)
    ]
    rows += [f"2009-{month:02d}-01,{1.013 + 0.0001 * month}" for month in range(1, 5)]
    path = tmp_path_factory.mktemp("fund") / "own.csv"
    path.write_text("\n".join(["date,nav", *rows]), encoding="utf-8")
    return str(path)


def ran(market, *settings, pattern="A"):
    return backtest(load_config(None, [*YEAR, *settings], pattern=pattern), market)


@pytest.mark.parametrize("chosen", ["fund.kind=prime", "fund.kind=deposit", "fund.kind=BIL", ""])
@pytest.mark.parametrize("seed", seeds(2))
def test_both_drivers_run_every_core_alike(market, own, chosen, seed):
    rng = np.random.default_rng(seed)
    more = [f"fund.file={own}", f"fund.lag_days={rng.integers(0, 5)}"] if rng.random() < 0.5 or not chosen else []
    settings = [*YEAR, *filter(None, [chosen]), *more, f"overlay.ratio={rng.choice([0.1, 0.2, 0.3])}"]
    profile = f"account.profile={rng.choice(['us_fcm_tbill', 'jp_retail_futures'])}"
    found = compare(
        Case(load_config(None, [*settings, profile], pattern="A"), market), lambda *one: fast(*one, compiled=False)
    )
    assert (found.differences, found.unequal) == ((), 0)
    assert found.sessions > 100


@pytest.mark.parametrize("asked", ["fund.event=reserve_2008", "broker.fails_on=2008-10-10"])
def test_the_fast_driver_refuses_what_befalls_an_account(market, asked):
    with pytest.raises(ConfigError, match="the fast driver does not do this"):
        prepare(load_config(None, [*YEAR, asked], pattern="A"), market)


@pytest.mark.parametrize("asked", ["fund.kind=prime", "fund.kind=deposit"])
def test_a_path_has_yields_of_bills_alone(asked):
    with pytest.raises(ConfigError, match="a path has yields of bills alone"):
        require_bills(load_config(None, [asked], pattern="A"))


def test_a_fund_of_ones_own_earns_what_its_file_says_and_that_of_its_kind_before(market, own):
    run, plain = (ran(market, *more, pattern="core") for more in ([f"fund.file={own}"], []))
    days, mine, model = (
        to_array(run.tables["equity"]["date"]),
        *(to_array(one.tables["equity"]["equity"]) for one in (run, plain)),
    )
    begins, ends = (int(np.searchsorted(days, day_of(date(*on)))) for on in ((2008, 8, 4), (2008, 12, 23)))
    assert mine[:begins].tolist() == model[:begins].tolist()
    assert mine[ends] / mine[begins] == pytest.approx((1.0 + 0.012 + 0.0023) / (1.0 + 0.008 + 0.0003), rel=1e-3)
    assert any("begins on 2008-08-03: before it the core is modelled as mmf" in note for note in run.notes())
    assert run.manifest["inputs"][own]


def test_terms_of_a_fund_that_the_file_replaces_from_the_first_session_on_are_said_to_have_no_effect(market, own):
    early, late = "period.start=2008-06-02", "period.start=2008-08-11"
    chosen = (f"fund.file={own}", "fund.expense_ratio=0.02")
    runs = {
        start: backtest(load_config(None, [*YEAR[1:], start, *chosen], pattern="core"), market)
        for start in (early, late)
    }
    told = [[one for one in run.notes() if "fund.expense_ratio" in one] for run in runs.values()]
    assert told == [[], [f'no effect with fund.file = "{own}": fund.expense_ratio']]


def test_a_file_that_ends_before_the_run_does_is_refused_with_both_days(market, own):
    with pytest.raises(ConfigError, match=r"ends on 2009-04-01, the run on 2009-12-31; set period\.end"):
        backtest(load_config(None, [f"fund.file={own}", "period.end=2009-12-31", YEAR[0]], pattern="core"), market)


def test_what_befalls_an_account_befalls_it_within_the_run(market):
    for asked, told in (
        ("fund.event=reserve_2008", "fund.event: 2008-09-16 is not within the run, 2009-01-02 to 2009-03-31; set fund"),
        ("broker.fails_on=2010-01-04", "broker.fails_on: 2010-01-04 is not within the run"),
    ):
        with pytest.raises(ConfigError, match=told):
            backtest(load_config(None, ["period.start=2009-01-02", YEAR[1], asked], pattern="A"), market)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["fund.event=run"], "should be 'none', 'reserve_2008' or 'own'"),
        (["fund.event=own"], "needs fund.event_start"),
        (["fund.event=own", "fund.event_start=2008-09-16"], "without them nothing happens"),
        (
            ["fund.event=own", "fund.event_start=2008-09-16", "fund.event_loss=0.1", "fund.event_lag=3"],
            "fund.event_gate",
        ),
        (["broker.like=lehman"], "unknown failure 'lehman'; known: "),
    ],
)
def test_settings_of_an_event_that_do_not_go_together_are_refused(settings, told):
    with pytest.raises(ConfigError, match=told):
        load_config(None, settings)


@pytest.mark.pages
def test_a_deposit_is_no_margin_and_what_is_not_insured_is_told(market):
    run = ran(market, "fund.kind=deposit")
    assert run.profiles[0][1].fund_haircut == 1.0
    assert any("of the deposit stood above the 100,000 that are insured" in note for note in run.notes()) or any(
        "of the deposit stood above the 250,000 that are insured" in note for note in run.notes()
    )
    assert not any("insured" in note for note in ran(market, pattern="core").notes())


def test_the_plan_is_not_blamed_for_what_is_held_back(market):
    run = ran(market, "fund.event=reserve_2008")
    assert held_back(run.tables)[-1] > 0.0
    assert next(one for one in audit(run) if one.check == "core").standing == "kept"
    assert any("are still held back when the run ends" in note for note in run.notes())


def test_equity_is_its_parts_and_its_postings_through_both_events(market):
    run = ran(
        market,
        "fund.event=reserve_2008",
        "broker.fails_on=2008-10-10",
        "broker.like=peregrine",
        "broker.fund_inside=true",
    )
    equity = run.tables["equity"]
    parts = sum(to_array(equity[name]) for name in ("cash", "mmf", "in_transit", "option_value", "share_value"))
    assert to_array(equity["equity"]) == pytest.approx(parts)
    ledger = run.tables["ledger"]
    assert to_array(ledger["amount"]).sum() == pytest.approx(to_array(equity["equity"])[-1])
    books = next(one for one in audit(run) if one.check == "books")
    assert books.standing == "kept"
