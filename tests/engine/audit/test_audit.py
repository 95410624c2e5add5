import json
import re

import numpy as np
import pyarrow as pa
import pytest

from data.base.arrow import to_array, to_column
from engine import backtest, load_config
from engine.audit.chapters import audit, chapters
from engine.audit.held import tolerable_falls
from engine.report.audit_words import told
from engine.words import words
from tests.engine.audit.looks import changed, failed, verdict
from tests.support.commands import outside
from tests.support.default_runs import default_run
from validation.march_2020 import tolerable_fall

RECKLESS = [
    "overlay.ratio=3.0", "overlay.max_total_exposure=4.0", "overlay.acknowledge_high_leverage=true", "cash.buffer=0.0",
    "stops.voluntary=false", "halving.enabled=false", "account.profile=jp_retail_futures", "period.start=2008-06-02",
    "period.end=2008-12-31",
]  # fmt: skip


@pytest.fixture(scope="module")
def careful(market):
    return backtest(load_config(None, ["stops.monthly_loss=0.015"], pattern="A"), market)


@pytest.fixture(scope="module")
def reckless(market):
    return backtest(load_config(None, RECKLESS, pattern="A"), market)


def test_a_careful_run_passes_everything(careful):
    assert failed(careful) == []


def test_the_core_passes_everything(market):
    assert failed(default_run("core", market)) == []


def test_a_reckless_run_is_told_what_went_wrong(reckless):
    assert {"no_accident", "call_distance", "lead"} <= {*failed(reckless)}
    assert verdict(reckless, "no_accident").numbers["margin_call"] > 0.0
    assert "margin_call" in told(verdict(reckless, "no_accident"), words())


def test_a_fall_has_a_size_and_what_was_short_already_says_so(careful, reckless):
    found = [verdict(run, "call_distance") for run in (careful, reckless)]
    closest, short = (told(one, words()) for one in found)
    assert re.fullmatch(r"closest: a fall of \d+\.\d%, [\d-]+|no fall could bring a call", closest)
    assert re.match(r"collateral was short by a rise of \d+\.\d%, [\d-]+; beyond on", short)
    assert told(found[1], words("ja")).startswith("担保が不足: ")


def test_a_roll_off_its_date_is_noticed(careful):
    assert failed(changed(careful, "fills", "date", lambda days: days + 1)) == ["books", "rolls"]


def test_exposure_above_its_limit_is_noticed(careful):
    assert "exposure" in failed(changed(careful, "equity", "overlay_notional", lambda values: values * 2.0))


def test_the_tolerable_fall_is_the_one_that_brings_a_call(reckless):
    equity, falls = reckless.table("equity"), tolerable_falls(reckless)
    for place in np.flatnonzero(~np.isnan(falls))[:50]:
        collateral, notional, maintenance = (
            float(to_array(equity[name])[place]) for name in ("collateral", "overlay_notional", "maintenance")
        )
        fall = falls[place]
        assert collateral - fall * notional == pytest.approx(maintenance * (1.0 - fall), abs=1e-6 * notional)


def test_the_tolerable_fall_of_a_buffer_is_the_textbook_one(careful):
    # x = (b - m) / (1 - m), spare cash b and margin m as shares of notional, where only the buffer is there
    table = careful.table("equity")
    names = ("collateral", "overlay_notional", "maintenance")
    columns = {
        name: to_column(np.full(table.num_rows, value), pa.float64())
        for name, value in zip(names, (0.4, 1.0, 0.109), strict=True)
    }
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), table.schema.field(name), column)
    run = type(careful)(careful.config, careful.tables | {"equity": table}, careful.manifest)
    assert tolerable_falls(run)[0] == pytest.approx(tolerable_fall(0.4, 0.109))


@pytest.mark.pages
def test_the_command_prints_the_list(careful, tmp_path):
    path = str(careful.save(tmp_path).path)
    shown = outside("audit", path).stdout
    rows = [line for line in shown.splitlines() if line.startswith(("kept ", "drifted ", "- "))]
    assert len(rows) == len(audit(careful))
    assert "NOT KEPT" not in shown
    assert "4. Monthly stop: a loss of 1.5 % of equity within a month closes" in " ".join(shown.split())
    told = json.loads(outside("audit", path, "--json").stdout)["checks"]
    assert [one["standing"] for one in told] == [one.standing for one in audit(careful)]
    assert [one["sessions"] for one in told] == [one.sessions for one in audit(careful)]


@pytest.fixture(scope="module", params=["B", "C"])
def with_options(request, market):
    return default_run(request.param, market)


def test_patterns_with_options_pass_everything(with_options):
    assert failed(with_options) == []


def test_calls_count_as_exposure_by_their_delta(market):
    bought = default_run("B", market)
    held = to_array(bought.table("equity")["overlay_delta"]) / to_array(bought.table("equity")["equity"])
    assert verdict(bought, "lead").figure == pytest.approx(held.max())
    assert verdict(bought, "exposure").figure == pytest.approx(1.0 + held.max())


def test_too_much_delta_after_a_purchase_is_noticed(market):
    bought = default_run("B", market)
    assert "exposure" in failed(changed(bought, "equity", "overlay_delta", lambda values: 9.0 * values))


def test_options_traded_off_their_dates_are_noticed(market):
    bought = default_run("B", market)
    late = changed(bought, "orders", "date", lambda days: days + 1)
    assert "options" in failed(late)


@pytest.mark.pages
def test_options_that_waited_for_their_money_were_ordered_on_their_dates(market):
    waited = backtest(load_config(None, ["account.profile=jp_retail_futures"], pattern="B"), market)
    orders = [row for row in waited.table("orders").to_pylist() if row["reason"] == "premium" and row["filled"]]
    assert any((row["finished"] - row["date"]).days > 3 for row in orders)
    assert "options" not in failed(waited)


@pytest.mark.pages
def test_a_hedged_run_at_its_limit_stays_within_it(market):
    hedged = ["overlay.ratio=0.3", "investor.currency=JPY", "hedge.ratio=1.0"]
    assert "exposure" not in failed(backtest(load_config(None, hedged, pattern="A"), market))


def test_futures_without_their_puts_are_noticed(market):
    insured = default_run("C", market)
    positions = insured.table("positions")
    uninsured = [not code.startswith("XSP080") for code in positions["contract"].to_pylist()]
    bare = type(insured)(insured.config, insured.tables | {"positions": positions.filter(uninsured)}, insured.manifest)
    assert failed(bare) == ["books", "insured"]


@pytest.mark.pages
def test_margin_above_the_notional_is_no_accident(market):
    settings = ["account.margin_multiple=10.0", "margin.scenario=multiply", "margin.factor=2.0", "cash.buffer=0.0"]
    period = ["overlay.ratio=0.3", "stops.voluntary=false", "period.start=2008-01-02", "period.end=2009-06-30"]
    run = backtest(load_config(None, [*settings, *period], pattern="A"), market)
    assert "call_distance" not in failed(run)


def claiming(run, *settings):
    """The run with another plan than the one it was made by."""
    own = [f"{key}={value}" for key, value in settings]
    return type(run)(load_config(None, own, pattern=run.config.pattern), run.tables, run.manifest)


@pytest.fixture(scope="module")
def loose(market):
    """Pattern A with a cash sleeve of 60 % of the overlay, no halving and no stop."""
    return backtest(
        load_config(None, ["cash.sleeve=0.6", "halving.enabled=false", "stops.monthly_loss=off"], pattern="A"), market
    )


OFF = ("stops.monthly_loss", "off")
SAME = (("cash.sleeve", 0.6), ("halving.enabled", "false"), OFF)


def test_a_run_that_keeps_its_own_plan_passes(loose):
    assert failed(claiming(loose, *SAME)) == []


@pytest.mark.parametrize(
    ("plan", "lines"),
    [
        ((("halving.enabled", "false"), ("cash.sleeve", 0.05), OFF), "core spare_cash"),
        ((*SAME, ("overlay.ratio", 0.1), ("overlay.max_total_exposure", 1.15)), "exposure"),
        ((("cash.sleeve", 0.6), OFF), "halving"),
        ((*SAME[:2], ("stops.monthly_loss", 0.015)), "stop"),
    ],
)
def test_a_run_that_breaks_a_line_of_the_plan_fails_that_line(loose, plan, lines):
    assert failed(claiming(loose, *plan)) == lines.split()


@pytest.mark.pages
def test_premiums_above_their_budget_are_noticed(market):
    bought = backtest(load_config(None, ["options.budget=0.01", "halving.enabled=false"], pattern="B"), market)
    assert failed(bought) == []
    assert failed(claiming(bought, ("options.budget", 0.004), ("halving.enabled", "false"))) == ["premium"]


@pytest.mark.pages
def test_premiums_that_were_not_halved_are_noticed(market):
    bought = backtest(load_config(None, ["halving.enabled=false"], pattern="B"), market)
    assert failed(claiming(bought, ("halving.enabled", "true"))) == ["halving"]


@pytest.mark.pages
def test_a_line_that_is_switched_off_has_no_verdict_and_says_so(loose, tmp_path):
    by_rule = {chapter.line.rule: chapter for chapter in chapters(loose) if chapter.line}
    assert [rule for rule, chapter in by_rule.items() if not chapter.line.on] == ["halving", "loss_stop"]
    off = (*by_rule["halving"].verdicts, *by_rule["loss_stop"].verdicts)
    assert [(one.check, one.standing) for one in off] == [("halving", "not_part"), ("stop", "not_part")]
    path = loose.save(tmp_path).path
    shown = outside("audit", path).stdout
    assert sum(line.startswith("off ") for line in shown.splitlines()) == 2
    told = json.loads(outside("audit", path, "--json").stdout)["plan"]
    assert [(line["on"], bool(line["checks"])) for line in told] == [(True, True)] * 2 + [(False, True)] * 2 + [
        (True, True)
    ]


def test_the_core_alone_is_held_to_an_exposure_of_one(market):
    core = default_run("core", market)
    assert {chapter.line.rule: chapter.line.on for chapter in chapters(core) if chapter.line} == {
        "core": True, "exposure": True, "halving": False, "loss_stop": False, "dates": False,
    }  # fmt: skip
    assert (verdict(core, "exposure").figure, verdict(core, "exposure").limit) == (1.0, 1.0)


def test_a_stop_is_found_without_asking_the_rules_for_it(careful):
    from engine.audit.stop_checks import stopped_months

    days, events = to_array(careful.table("equity")["date"]), careful.table("events").to_pylist()
    told = [np.datetime64(event["date"]).astype(int) for event in events if event["kind"] == "loss_stop"]
    found = [int(days[stop.lost]) for stop in stopped_months(careful) if stop.lost + 1 < stop.end]
    assert found == told


@pytest.mark.pages
def test_buying_insurance_on_a_day_of_drift_is_no_breach_but_buying_futures_would_be(market):
    settings = ["period.start=2013-01-01", "period.end=2014-12-31", "overlay.ratio=0.3", "halving.enabled=false"]
    run = backtest(load_config(None, settings, pattern="C"), market)
    assert "exposure" not in failed(run)
    drifted = verdict(run, "exposure")
    assert drifted.standing == "drifted"
    of_futures = [code.startswith("MES") for code in run.table("fills")["contract"].to_pylist()]
    bought = changed(run, "fills", "date", lambda days: np.where(of_futures, drifted.worst, days))
    assert "exposure" in failed(bought)


def test_without_a_monthly_stop_no_month_is_one_that_stopped(careful):
    from engine.audit.stop_checks import stopped_months

    equity = careful.table("equity")
    place = equity.column_names.index("equity")
    ruined = equity.set_column(place, equity.schema.field(place), pa.array([1.0] + [-1.0] * (equity.num_rows - 1)))
    free = careful.config.model_copy(update={"stops": careful.config.stops.model_copy(update={"monthly_loss": "off"})})
    assert stopped_months(type(careful)(free, careful.tables | {"equity": ruined}, careful.manifest)) == []


@pytest.mark.pages
def test_money_raised_for_an_order_that_was_refused_is_no_idle_money(market):
    small = ["capital.initial=140000.0", "period.start=2015-01-02", "period.end=2015-12-31"]
    run = backtest(load_config(None, small, pattern="C"), market)
    assert "canceled" in run.table("orders")["status"].to_pylist()
    assert "core" not in failed(run)
    unasked = run.table("orders").slice(0, 0)
    assert "core" in failed(type(run)(run.config, run.tables | {"orders": unasked}, run.manifest))


def test_futures_that_are_less_than_a_put_insures_could_not_be_insured(market):
    small = ["capital.initial=100000.0", "insurance.contract=SPX", "period.start=2014-01-02", "period.end=2014-06-30"]
    found = verdict(backtest(load_config(None, small, pattern="C"), market), "insured")
    assert (found.standing, found.figure) == ("could_not", 0.0)
    assert found.sessions == found.numbers["due"] > 100


@pytest.mark.pages
def test_months_in_which_the_vix_is_too_high_for_insurance_are_no_accident(market):
    careful = ["insurance.below_vix=25", "period.start=2008-01-02", "period.end=2009-12-31", "halving.enabled=false"]
    run = backtest(load_config(None, careful, pattern="C"), market)
    found, told = verdict(run, "insured"), run.table("events").to_pylist()
    without = [row for row in told if row["kind"] == "uninsured"]
    assert found.standing == "drifted"
    assert found.figure > 0.5
    assert found.numbers["by_rule"] > 200
    assert all(json.loads(row["numbers"])["vix"] > 25.0 for row in without)
    silent = [row["kind"] != "uninsured" for row in told]
    unsaid = type(run)(run.config, run.tables | {"events": run.table("events").filter(silent)}, run.manifest)
    unkept = verdict(unsaid, "insured")
    assert (unkept.standing, unkept.sessions) == ("not_kept", found.numbers["by_rule"])
