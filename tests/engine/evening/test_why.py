"""A day explained: its causes add up, and each number is what the tables say by another way."""

import json
import re
from bisect import bisect_left
from datetime import date
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from data.base.days import date_of, day_of
from data.base.errors import ConfigError
from data.contracts.contracts import is_future, multiplier_of
from engine import backtest, load_config, run_own
from engine.account.ledger import CATEGORIES
from engine.assembly.market_seen import market_for
from engine.cli import cli
from engine.day.given import GivenFill
from engine.evening.why import why_of
from engine.report.why_page import plain_why, why_lines
from engine.words import LANGUAGES, catalogue, words
from tests.support import accounts_by_chance
from tests.support.own_strategies import Bracketed, ByChance

SPRING = "period=2020-02-03..2020-05-29"
KINDS = {
    "A": ("pattern=A", SPRING),
    "B": ("pattern=B", "period=2017-01-03..2017-06-30"),
    "C": ("pattern=C", SPRING, "capital.initial=3000000"),
    "core": ("pattern=core", SPRING),
    "fx": ("pattern=fx", SPRING),
    "fx_trades": ("pattern=fx_trades", SPRING),
    "cash": ("pattern=cash", SPRING),
    "yen": ("pattern=A", SPRING, "investor.currency=JPY", "hedge.ratio=0.5"),
    "stopping": ("pattern=A", SPRING, "overlay.ratio=2", "overlay.max_total_exposure=4",
                 "overlay.acknowledge_high_leverage=true", "investor.currency=JPY", "hedge.ratio=0.5"),
    "called": ("pattern=A", SPRING, "account.profile=jp_retail_futures", "overlay.ratio=3",
               "overlay.max_total_exposure=5", "overlay.acknowledge_high_leverage=true", "halving.enabled=false",
               "stops.monthly_loss=off", "stops.voluntary=false", "cash.buffer=0"),
}  # fmt: skip


def configured(settings):
    top = dict(one.split("=", 1) for one in settings if one.startswith("pattern="))
    return load_config(None, [one for one in settings if not one.startswith("pattern=")], **top)


@pytest.fixture(scope="module")
def runs(whole_market):
    """(run, the market it saw) of each kind."""
    found = {}
    for name, settings in KINDS.items():
        config = configured(settings)
        found[name] = backtest(config, whole_market), market_for(config, whole_market)
    for strategy in (ByChance, Bracketed):
        found[strategy.__name__] = run_own(strategy, load_config(None, (SPRING,)), whole_market), whole_market
    random = Random(27)  # noqa: S311
    drawn = accounts_by_chance.at_new_york(random)
    found["drawn"] = backtest(load_config(None, [f"{k}={v}" for k, v in drawn.items()]), whole_market), whole_market
    drawn, tokyo = accounts_by_chance.at_tokyo(random)
    found["tokyo"] = backtest(load_config(None, [f"{k}={v}" for k, v in drawn.items()]), tokyo), tokyo
    return found


def days_of(run):
    return [day_of(one) for one in run.table("equity")["date"].to_pylist()]


def some_days(runs, count=6):
    """Days by chance, and the first and last, of every run."""
    random = Random(5)  # noqa: S311
    for name, (run, market) in runs.items():
        days = days_of(run)
        events = [day_of(one) for one in run.table("events")["date"].to_pylist()]
        chosen = {days[0], days[-1], *random.sample(days, count), *random.sample(events, min(len(events), count))}
        for day in sorted(chosen & {*days}):
            yield name, run, market, day


def chapter(why, name):
    return next(one.said for one in why.chapters if one.name == name)


def values(why, name, *codes):
    return [dict(one.values) for one in chapter(why, name) if one.code in codes]


def on(run, table, day, column="date"):
    return [row for row in run.table(table).to_pylist() if row[column] == date_of(day)]


def test_the_causes_of_a_day_add_up_to_the_change_of_equity(runs):
    for name, run, market, day in some_days(runs):
        _adds_up(name, run, day, why_of(run, day, market))


@pytest.mark.pages
def test_the_causes_of_the_days_of_accounts_by_chance_add_up(whole_market):
    for seed in range(4):
        random = Random(seed)  # noqa: S311
        drawn, tokyo = accounts_by_chance.at_tokyo(random)
        fx, dollars, *_ = accounts_by_chance.at_fx_broker(random)
        for settings, market, top in (
            (accounts_by_chance.at_new_york(random), whole_market, {}),
            (accounts_by_chance.held_back(random)[0], whole_market, {}),
            (drawn, tokyo, {}),
            (fx, dollars, {"pattern": "fx"}),
        ):
            config = load_config(None, [f"{name}={value}" for name, value in settings.items()], **top)
            run = backtest(config, market)
            for day in days_of(run)[seed % 2 :: 2]:
                why = why_of(run, day, market_for(config, market))
                _adds_up(f"{seed}: {settings}", run, day, why)
                _costs(run, day, why)
                assert list(why_lines(why, words("ja")))


def _adds_up(name, run, day, why):
    equity = dict(zip(days_of(run), run.table("equity")["equity"].to_pylist(), strict=True))
    paid = sum(one["amount"] for one in values(why, "money", "paid_in"))
    opened = paid if why.before is None else equity[why.before]
    gained = sum(one["amount"] for one in values(why, "money", "gain", "gain_of"))
    assert abs(gained - (equity[day] - opened)) <= 1e-9 * max(abs(equity[day]), 1.0), (name, day)
    (told,) = values(why, "money", "sum")
    assert (told["before"], told["equity"]) == (opened, equity[day])
    assert told["gained"] == pytest.approx(gained, abs=1e-9)


def test_each_cause_is_that_of_the_attribution(runs):
    for _, run, market, day in some_days(runs, 3):
        told = {}
        for one in values(why_of(run, day, market), "money", "gain", "gain_of"):
            told[one["category"]] = told.get(one["category"], 0.0) + one["amount"]
        posted = {row["category"]: row["amount"] for row in on(run, "attribution", day)}
        assert told == pytest.approx(posted, abs=1e-9)


def test_the_index_explains_what_futures_gained(runs):
    """Contracts of the evening before times multiplier times points, where nothing but the close was dealt at."""
    seen = 0
    for day in days_of(runs["A"][0])[1:]:
        run, market = runs["A"]
        why = why_of(run, day, market)
        held = [row for row in on(run, "positions", why.before) if is_future(row["contract"])]
        (index,) = values(why, "market", "index")
        gained = sum(one["amount"] for one in values(why, "money", "gain_of") if one["category"] == "futures_price")
        moved = sum(row["size"] * multiplier_of(row["contract"]) for row in held) * index["points"]
        if not any(row["purpose"] == "expiry" for row in on(run, "fills", day)):
            assert gained == pytest.approx(moved, abs=1e-6)
            seen += gained != 0.0
    assert seen > 40


def test_fills_cost_what_was_posted(runs):
    seen = 0
    for run, market in runs.values():
        for day in sorted({day_of(one) for one in run.table("fills")["date"].to_pylist()})[:12]:
            seen += _costs(run, day, why_of(run, day, market))
    assert seen > 60


def _costs(run, day, why):
    """The fills told of a day, whose costs are those of the ledger."""
    fills = values(why, "dealt", "fill")
    assert len(fills) + len(values(why, "dealt", "expired")) == len(on(run, "fills", day))
    dealt = {one["contract"] for one in fills}
    posted = [row for row in on(run, "ledger", day) if row["contract"] in dealt]
    for name, categories in (("spread", ("spread", "roll_cost", "liquidation_cost")), ("commission", ("commission",))):
        paid = -sum(row["amount"] for row in posted if row["category"] in categories)
        assert sum(one[name] for one in fills) == pytest.approx(paid, abs=1e-6)
    return len(fills)


def test_what_was_ordered_is_what_the_next_session_deals_or_says_why_not(runs):
    for name, run, market, day in some_days(runs, 3):
        why = why_of(run, day, market)
        sent = [(one["side"], one["size"], one["contract"]) for one in values(why, "next", "order")]
        own = [row for row in on(run, "orders", day) if row["purpose"] not in {"liquidation", "expiry"}]
        assert sent == [(row["side"], abs(row["requested"]), row["contract"]) for row in own]
        ended = [row for row in on(run, "orders", day, "finished") if row["status"] != "waiting"]
        short = [row for row in ended if row["filled"] != row["requested"]]
        assert len(values(why, "dealt", "unfilled", "cut")) == len(short), name


def test_no_order_of_futures_has_a_reason_that_holds(runs):
    run, market = runs["A"]
    told = set()
    for day in days_of(run):
        why = why_of(run, day, market)
        for one in chapter(why, "next"):
            if one.code.startswith("no_order"):
                told.add(one.code)
                aimed, held, band = (one.values[name] for name in ("aimed", "held", "band"))
                assert (abs(aimed - held) <= band * aimed) == (one.code in {"no_order_band", "no_order_at_target"})
                if one.code == "no_order_reduced":
                    assert held < aimed < held + 1
                if one.code == "no_order_whole":
                    assert abs(aimed - held) <= 0.5
    assert {"no_order_band", "no_order_reduced"} <= told


def test_margin_and_calls_are_those_of_the_account(runs):
    opened = 0
    for day in days_of(runs["called"][0]):
        run, market = runs["called"]
        why = why_of(run, day, market)
        (row,) = on(run, "equity", day)
        (told,) = values(why, "margin", "margin", "no_margin")
        assert [told[name] for name in ("maintenance", "initial", "collateral")] == [
            row["maintenance"], row["initial"], row["collateral"]]  # fmt: skip
        kinds = {one["kind"] for one in on(run, "events", day)}
        assert ("margin_call" in kinds) == ("margin_call" in {one["kind"] for one in values(why, "margin", "event")})
        opened += bool(values(why, "margin", "call_due", "call_open"))
    assert opened >= 1


def test_a_fall_by_the_distance_told_leaves_collateral_at_what_is_asked(runs):
    run, market = runs["called"]
    seen = 0
    for day in days_of(run):
        for one in values(why_of(run, day, market), "margin", "distance"):
            (row,) = on(run, "equity", day)
            left = row["collateral"] - one["distance"] * row["overlay_notional"]
            assert left == pytest.approx(row["maintenance"] * (1.0 - one["distance"]))
            seen += 1
    assert seen > 5


def test_a_move_by_the_distance_told_leaves_the_account_at_the_voluntary_stop(runs):
    seen = 0
    for _, run, market, day in some_days({name: runs[name] for name in ("fx", "yen", "drawn", "stopping")}, 12):
        for one in chapter(why_of(run, day, market), "margin"):
            if one.code in {"voluntary_down", "voluntary_up"}:
                (row,) = on(run, "equity", day)
                move = one.values["distance"] * (1.0 if one.code == "voluntary_up" else -1.0)
                side = -1.0 if one.code == "voluntary_up" else 1.0
                left = row["collateral"] + side * move * row["overlay_notional"]
                asked = (row["maintenance"] - row["hedge_margin"]) * (1.0 + move) + row["hedge_margin"]
                assert left / asked == pytest.approx(one.values["level"])
                seen += 1
    assert seen > 20


def test_what_the_broker_closed_is_told_as_its_own_doing(runs):
    run, market = runs["called"]
    (forced,) = {row["date"] for row in run.table("events").to_pylist() if row["kind"] == "liquidation"}
    why = why_of(run, day_of(forced), market)
    assert "liquidation" in {one["purpose"] for one in values(why, "dealt", "fill")}
    assert "liquidation" not in {one["purpose"] for one in values(why, "next", "order")}
    assert [one["kind"] for one in values(why, "margin", "event_of")] == ["liquidation"]


def test_an_order_that_rested_is_told_with_its_price_and_moment(runs):
    run, market = runs["Bracketed"]
    dealt = [row for row in run.table("resting_orders").to_pylist() if row["at"] is not None]
    assert dealt
    for row in dealt:
        told = values(why_of(run, day_of(row["finished"]), market), "dealt", "resting")
        assert row["at"] in {one["at"] for one in told}
        assert {one["kind"] for one in told} <= {"limit", "stop"}


def test_what_was_done_otherwise_than_by_the_model_is_told_with_its_cost(whole_market):
    day = day_of(date(2018, 2, 9))
    given = {day: [GivenFill("MESH18", -12, 2_611.50, commission=9.0)], day_of(date(2018, 3, 1)): []}
    run = backtest(load_config(None, ["period=2018", "overlay.ratio=0.3"]), whole_market, given=given)
    for done in given:
        why = why_of(run, done, whole_market)
        told = values(why, "dealt", "own_fill", "own_rest")
        assert sum(one["slippage"] for one in told) == pytest.approx(
            sum(row["slippage"] for row in on(run, "own_fills", done)))  # fmt: skip
        assert told
        _adds_up("own fills", run, done, why)
        assert not [line for line in why_lines(why, words("ja")) if "why_" in line]


def test_money_that_moved_is_what_the_parts_of_the_account_show(runs):
    for _, run, market, day in some_days(runs, 3):
        why = why_of(run, day, market)
        told = sum(one["amount"] for one in values(why, "moves", "ordered"))
        posted = sum(row["amount"] for row in on(run, "ledger", day)
                     if (row["account"], row["reason"]) == ("in_transit", "redemption ordered"))  # fmt: skip
        assert told == pytest.approx(posted, abs=1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_words_for_all_that_it_says(runs, language):
    say = words(language)
    for _, run, market, day in some_days(runs, 2):
        for line in why_lines(why_of(run, day, market), say):
            assert not re.search(r"[{}]|\bnan\b|\bNone\b|seen_|why_", line), line
    assert not {*CATEGORIES} - say.section("why_category").keys()


def test_every_sentence_of_the_catalogue_is_said_somewhere(root):
    text = "".join(path.read_text() for path in Path(root / "engine/evening").glob("*.py"))
    text += (root / "engine/report/why_page.py").read_text() + (root / "engine/cli/why.py").read_text()
    composed = {"cash_rules_alone", "fx_rules_alone"}
    keys = [key.split(".") for key in catalogue("en") if key.startswith(("why.", "why_part.", "why_chapter."))]
    unsaid = [name for _, name in keys if f'"{name}"' not in text and not name.startswith("seen_")]
    assert {*unsaid} - composed == {"title"}


def test_values_are_plain_json(runs):
    for _, run, market, day in some_days(runs, 3):
        told = plain_why(why_of(run, day, market))
        assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_of_another_market_prices_are_left_out_and_it_is_said(runs, market):
    run, own = runs["A"]
    day = days_of(run)[30]
    other, same = why_of(run, day, market), why_of(run, day, own)
    assert [one.code for one in chapter(other, "market")] == ["other_market"]
    assert [one.code for one in chapter(why_of(run, day), "market")] == ["other_market"]
    assert chapter(other, "money") == chapter(same, "money")


def test_what_comes_later_changes_no_day(runs, whole_market):
    run, market = runs["A"]
    for day in Random(3).sample(days_of(run)[:-1], 4):  # noqa: S311
        cut = backtest(configured(("pattern=A", f"period=2020-02-03..{date_of(day)}")), whole_market.until(day))
        here, there = why_of(run, day, market), why_of(cut, day, whole_market.until(day))
        assert [one.said for one in here.chapters[1:]] == [one.said for one in there.chapters[1:]]
        assert why_of(cut, day, market).chapters[0] != here.chapters[0]


def test_a_day_without_a_session_is_one_sentence_with_those_around_it(runs):
    run, market = runs["A"]
    with pytest.raises(ConfigError, match=r"^2020-03-15: is no session; A has 2020-03-13 before it and 2020-03-16 af"):
        why_of(run, day_of(date(2020, 3, 15)), market)
    with pytest.raises(ConfigError, match=r"^2021-03-15: is outside the run; the sessions of A are from 2020-02-03 to"):
        why_of(run, day_of(date(2021, 3, 15)), market)


def test_the_command_explains_a_saved_run_and_a_plan_alike(runs, tmp_path):
    saved = runs["A"][0].save(tmp_path)
    day = "2020-03-16"

    def told(*arguments):
        done = CliRunner().invoke(cli, ("why", *arguments), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    run = json.loads(told(str(saved.path), day, "--json"))
    plan = json.loads(told(day, "--pattern", "A", "--set", "period.start=2020-02-03", "--json"))
    assert run["chapters"][1:] != []
    assert [one["said"] for one in run["chapters"][1:]] == [one["said"] for one in plan["chapters"][1:]]
    assert "損益の内訳" in told(saved.path.name, day, "--in", str(tmp_path), "--lang", "ja")
    assert bisect_left(days_of(runs["A"][0]), day_of(date.fromisoformat(day))) > 0


def test_the_page_shows_what_the_command_prints(root):
    text = (root / "docs/why.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ overlay (why 2020.*)$", text, flags=re.MULTILINE)
    english, japanese = re.findall(r"^```text\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    for language, shown in (("en", english), ("ja", japanese)):
        done = CliRunner().invoke(cli, [*commands[0].split(), "--lang", language], catch_exceptions=False)
        assert done.stdout == shown


@pytest.mark.parametrize("arguments", [("a", "b", "2020-03-16"), ("a", "2020-03-16", "--pattern", "A"), ("2020-3",)])
def test_what_cannot_be_meant_is_one_sentence(arguments):
    with pytest.raises(ConfigError, match=r"^why: [^\n]*$"):
        CliRunner().invoke(cli, ("why", *arguments), catch_exceptions=False)
