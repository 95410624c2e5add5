"""Runs with fills of one's own, on settings by chance: equal to the model's they change nothing, other ones are what
the books say.
"""

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from data.base.days import date_of, day_of
from engine import backtest, load_config, load_run
from engine.day.given import GivenFill
from engine.evening.evening import ending, evening_of
from engine.runs.given_again import given_of
from tests.support.given_fills import BY_BROKER, KINDS, done_as_modelled, drawn, otherwise

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.pages) for seed in range(1, 12))]


def equal(run, other):
    """The tables that are not equal to the last bit."""
    return [name for name, table in run.tables.items() if not table.equals(other.tables[name])]


@pytest.mark.pages
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_fills_equal_to_the_models_change_no_table(kind, seed, whole_market):
    config, market = drawn(kind, Random(f"{kind}{seed}"), whole_market)  # noqa: S311
    model = backtest(config, market)
    given = done_as_modelled(model)
    run = backtest(config, market, given=given)
    assert equal(model, run) == []
    if "own_fills" in run.tables:
        assert set(run.table("own_fills")["slippage"].to_pylist()) == {0.0}


def positions(run):
    """Contracts held by (day, contract)."""
    return {(row["date"], row["contract"]): row["size"] for row in run.table("positions").to_pylist()}


def added_up(run):
    """The same, from the fills."""
    days, held, told = run.table("equity")["date"].to_pylist(), Counter(), {}
    fills = run.table("fills").to_pylist()
    for day in days:
        for fill in fills:
            held[fill["contract"]] += fill["size"] if fill["date"] == day else 0
        told |= {(day, contract): size for contract, size in held.items() if size}
    return told


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "cash"])
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_was_done_the_books_close_and_positions_are_what_was_done(kind, seed, whole_market):
    rng = Random(f"{kind}-{seed}")  # noqa: S311
    config, market = drawn(kind, rng, whole_market)
    model = done_as_modelled(backtest(config, market))
    given = {day: otherwise(fills, rng) for day, fills in model.items() if rng.random() < 0.5}
    run = backtest(config, market, given=given)  # raises where the books do not close
    assert positions(run) == added_up(run)
    told = {day: Counter() for day in given}
    for row in run.table("fills").to_pylist():
        if day_of(row["date"]) in told and row["purpose"] not in BY_BROKER:
            told[day_of(row["date"])][row["contract"]] += row["size"]
    for day, fills in given.items():
        sizes = Counter()
        for fill in fills:
            sizes[fill.contract] += fill.size
        assert told[day] == sizes


@pytest.mark.pages
@pytest.mark.parametrize("kind", ["A", "B", "C", "fx"])
@pytest.mark.parametrize("seed", SEEDS)
def test_on_its_day_the_account_lost_against_the_model_what_slippage_says(kind, seed, whole_market):
    rng = Random(f"{kind}+{seed}")  # noqa: S311
    config, market = drawn(kind, rng, whole_market)
    given = {day: fills for day, fills in done_as_modelled(backtest(config, market)).items() if fills}
    if not given or config.execution.fill_at != "close":
        pytest.skip("nothing was done by itself at a close")
    day = rng.choice(list(given))
    until, seen = ending(config, market, day)
    run, model = backtest(until, seen, given={day: otherwise(given[day], rng)}), backtest(until, seen)
    cost = sum(run.table("own_fills")["slippage"].to_pylist())
    lost = model.table("equity")["equity"][-1].as_py() - run.table("equity")["equity"][-1].as_py()
    assert cost == pytest.approx(lost, rel=1e-9, abs=1e-9 * model.opening)


@pytest.mark.pages
@pytest.mark.parametrize(("name", "feed"), [("crossing", "index"), ("seasonal", "contracts")])
def test_fills_equal_to_the_models_change_no_table_of_a_strategy_of_ones_own(name, feed, root, market, capsys):
    strategy = f"{root}/examples/own/{name}.py:{name.capitalize()}"
    said = [f"own.strategy={strategy}", f"own.feed={feed}", "period=2017-2018"]
    config = load_config(None, said, pattern="own")
    model = backtest(config, market)
    given = done_as_modelled(model)
    assert any(given.values())
    assert equal(model, backtest(config, market, given=given)) == []
    capsys.readouterr()


YEAR = load_config(None, ["period=2018", "overlay.ratio=0.3"])
FEBRUARY = day_of(date(2018, 2, 6))


@pytest.mark.pages
def test_a_saved_run_tells_what_was_given_and_is_made_again_with_it(market, tmp_path):
    given = {FEBRUARY: [GivenFill("MESH18", -1, 2_650.25, 1.24)], FEBRUARY + 1: []}
    run = backtest(YEAR, market, given=given).save(tmp_path)
    again = load_run(run.path)
    assert given_of(again) == given
    assert equal(run, backtest(again.config, market, given=given_of(again))) == []
    told = next(one for one in again.manifest["notes"] if one["code"] == "own_fills")["values"]
    assert told["sessions"] == 2
    assert told["cost"] == pytest.approx(sum(again.table("own_fills")["slippage"].to_pylist()))
    assert given_of(backtest(YEAR, market)) == {}


@pytest.mark.pages
@pytest.mark.parametrize("after", [0, 1, 30])
def test_an_evening_after_given_fills_sends_the_orders_that_the_run_does(market, after):
    given = {FEBRUARY: [GivenFill("MESH18", 3, 2_650.0)]}
    day = market.days[market.row_of(FEBRUARY) + after]
    seen, run = evening_of(YEAR, market, day, given=given), backtest(YEAR, market, given=given)
    sent = [
        (row["contract"], row["requested"])
        for row in run.table("orders").to_pylist()
        if day_of(row["date"]) == day and row["reason"] != "own"
    ]
    assert [(order.contract, order.size) for order in seen.orders] == sent
    row = run.table("equity")["date"].to_pylist().index(date_of(day))
    assert seen.equity == run.table("equity")["equity"][row].as_py()


@pytest.mark.pages
def test_with_given_fills_no_run_looks_ahead(market):
    given = {FEBRUARY: [GivenFill("MESH18", 3, 2_650.0)]}
    until, seen = ending(YEAR, market, market.days[market.row_of(FEBRUARY) + 20])
    whole, cut = backtest(YEAR, market, given=given), backtest(until, seen, given=given)
    for name in ("equity", "ledger", "fills", "own_fills", "positions"):
        assert whole.table(name).slice(0, cut.table(name).num_rows).equals(cut.table(name)), name


def test_the_page_prints_what_it_says(root, capsys):
    page = (root / "docs" / "given_fills.md").read_text(encoding="utf-8")
    code, printed = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)[0] for kind in ("python", "text"))
    exec(code, {})  # noqa: S102
    assert capsys.readouterr().out == printed
