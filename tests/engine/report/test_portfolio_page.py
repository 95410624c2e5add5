"""The page of a portfolio: every account by its name as text, and every sum as the tables have it."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from engine.portfolio.moves import RESCUE
from engine.portfolio.plan import parse_plan
from engine.portfolio.portfolio import run_portfolio
from engine.portfolio.rescues import IN_TIME, TOO_LATE, UNNEEDED, outcomes
from engine.report.frame import shown
from engine.report.portfolio_page import portfolio_html, write_portfolio_report
from engine.report.portfolio_pictures import charts_of
from engine.report.portfolio_rows import bridge, worst_months
from engine.report.portfolio_seen import Seen
from engine.report.portfolio_told import below, called
from engine.words import LANGUAGES, words
from tests.support.a_portfolio import PLAN
from tests.support.page_tables import Tables, table

HOSTILE = "</title><script>alert(1)</script>"


@pytest.fixture(scope="module")
def result():
    return run_portfolio(parse_plan(PLAN))


def number(text):
    return float(text.replace(",", "").replace("\N{MINUS SIGN}", "-").replace("+", "") or 0.0)


def renamed(result, old, new):
    """The same portfolio with another name for one of its accounts."""

    def other(table):
        for place, column in enumerate(table.schema):
            if column.type == pa.string():
                changed = pc.if_else(pc.equal(table[column.name], old), new, table[column.name])
                table = table.set_column(place, column, changed)
        return table

    def keys(told):
        return {new if name == old else name: value for name, value in told.items()}

    return replace(
        result,
        plan={**result.plan, "accounts": keys(result.plan["accounts"])},
        runs=keys(result.runs),
        tables={name: other(one) for name, one in result.tables.items()},
        manifest={**result.manifest, "accounts": keys(result.manifest["accounts"]), "name": new, "note": new},
    )


def transfers_of(result, *rows):
    """The same portfolio with other transfers."""
    table = result.table("transfers")
    first = table.to_pylist()[0]
    told = pa.Table.from_pylist([{**first, **row} for row in rows], table.schema)
    return replace(result, tables={**result.tables, "transfers": told})


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_has_a_row_for_the_whole_and_for_each_account(result, language):
    say = words(language)
    rows = table(portfolio_html(result, language), shown(say("portfolio_page.first_row")))
    names = [say("portfolio.whole"), "fund", "trend", "steep"]
    assert [row[0].startswith(name) for row, name in zip(rows, names, strict=True)] == [True] * 4
    held = [row for row in result.table("figures").to_pylist() if row["told_of"] == "as_held"]
    assert [row[2] for row in rows] == [f"{row['final']:,.0f}" for row in held]
    assert [row[7:9] for row in rows] == [[f"{row['margin_calls']}", f"{row['forced_sales']}"] for row in held]


@pytest.mark.pages
def test_a_share_of_a_thousandth_is_not_shown_as_nothing(result):
    accounts = result.manifest["accounts"]
    shares = {
        name: {**one, "share": share}
        for (name, one), share in zip(accounts.items(), (0.999, 0.001, 1 / 3), strict=True)
    }
    page = portfolio_html(replace(result, manifest={**result.manifest, "accounts": shares}))
    rows = table(page, words()("portfolio_page.first_row"))
    assert [row[1] for row in rows] == ["100%", "99.9%", "0.1%", "33.3%"]


def test_what_was_put_in_and_earned_and_moved_adds_up_to_the_end(result):
    seen = Seen(result, words())
    heat, ledger = bridge(seen), result.table("ledger").to_pylist()
    whole = heat.rows[-1][1]
    assert number(whole[-1].text) == round(result.table("equity")["equity"][-1].as_py())
    for (_, cells), holder in zip(heat.rows, [*seen.holders, None], strict=True):
        amounts = [number(one.text) for one in cells]
        assert sum(amounts[:-1]) == pytest.approx(amounts[-1], abs=0.5 * len(amounts))
        for title, amount in zip(heat.titles, amounts, strict=True):
            told = [
                row["told"] for row in ledger if row["source"] == title and (row["account"] == holder or holder is None)
            ]
            assert not told or amount == pytest.approx(sum(told), abs=0.51)


def test_the_worst_months_add_up_to_what_the_whole_lost(result):
    seen = Seen(result, words())
    equity, days = seen.whole("equity"), result.table("equity")["date"].to_pylist()
    heat = worst_months(seen)
    assert heat.rows
    for month, cells in heat.rows:
        rows = [place for place, day in enumerate(days) if f"{day:%Y-%m}" == month]
        change = equity[rows[-1]] - equity[max(rows[0] - 1, 0)]
        assert number(cells[-1].text) == pytest.approx(change, abs=0.51)
        assert sum(number(one.text) for one in cells[1:-1]) == pytest.approx(change, abs=0.51 * len(cells))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_terminal_says_stands_on_the_page_too(result, language):
    page, said = portfolio_html(result, language), list(below(result, words(language)))
    assert len(said) >= 7
    assert [sentence for sentence in said if shown(sentence) not in page] == []


def test_what_splitting_cost_is_told_as_it_was_saved(result):
    say = words()
    rows = table(portfolio_html(result), say("portfolio_page.split_cost"))
    saved = result.table("splitting").to_pylist()
    assert [[row[1], row[3]] for row in rows] == [
        [shown(f"{one['growth']:+.2%}"), shown(f"{one['max_drawdown']:.2%}")] for one in saved
    ]


def test_the_worst_case_is_told_as_it_was_saved_and_the_worst_month_is_the_first_of_the_worst(result):
    say = words()
    whole, *accounts = result.table("worst").to_pylist()
    rows = table(portfolio_html(result), say("portfolio_page.at_once"))
    assert [row[0] for row in rows] == [*(called(one["account"], say) for one in accounts), say("portfolio.whole")]
    assert rows[-1][1:3] == [shown(f"{whole[one]:.2%}") for one in ("max_drawdown", "at_once")]
    month, cells = worst_months(Seen(result, say)).rows[0]
    assert month == f"{whole['last']:%Y-%m}"
    assert number(cells[-1].text) == pytest.approx(whole["gave"], abs=0.51)


def test_accounts_upon_one_another_and_what_is_on_its_way_reach_the_whole(result):
    chart = charts_of(Seen(result, words()))["worth"]
    assert np.allclose(chart.bands[-1].high, chart.curves[0].ys, rtol=1e-12)
    assert (chart.bands[-1].high > chart.bands[-1].low).any()


def test_a_rescue_is_in_time_unless_the_broker_acted_before_it_arrived(result):
    events = result.runs["steep"].table("events").to_pylist()
    found = [row for row in result.table("transfers").to_pylist() if row["reason"] == RESCUE]
    told = [
        one for row, one in zip(result.table("transfers").to_pylist(), outcomes(result), strict=True) if row in found
    ]
    assert TOO_LATE in told
    for row, outcome in zip(found, told, strict=True):
        if row["status"] != "arrived":
            assert outcome == row["status"]
            continue
        between = {one["kind"] for one in events if row["decided"] < one["date"] <= row["arrived_on"]}
        acted = between & {"deadline_missed", "liquidation", "loss_cut", "ruin"}
        assert outcome == (TOO_LATE if acted else UNNEEDED if "call_met" in between else IN_TIME)


def test_transfers_are_told_by_what_became_of_them(result):
    rows = [
        {"reason": "rescue", "source": "trend", "target": "fund", "status": "arrived"},
        {"reason": "rescue", "source": "fund", "target": "trend", "status": "returning"},
        {"reason": "rebalance", "source": "fund", "target": "steep", "status": "arrived", "asked": 50.0, "sent": 20.0},
        {"reason": "rebalance", "source": "fund", "target": "steep", "status": "lapsed", "sent": 0.0, "sent_on": None},
    ]
    made = transfers_of(result, *rows)
    say = words()
    told = table(portfolio_html(made), say("portfolio_page.transfers"))
    assert [row[3] for row in told] == ["in time", "going back: the account is lost", "arrived", "nothing was sent"]
    assert [row[1] for row in told][:2] == ["trend to fund", "fund to trend"]
    assert "20 of 50 USD" in told[2]


@pytest.mark.pages
def test_an_account_that_was_lost_is_named_with_its_day(result):
    figures = result.table("figures").to_pylist()
    steep = next(row for row in figures if (row["account"], row["told_of"]) == ("steep", "as_held"))
    steep["ruined_on"] = date(2008, 10, 9)
    accounts = result.table("accounts").to_pylist()
    accounts[-1]["told"] = -5.0
    changed = {
        name: pa.Table.from_pylist(rows, result.table(name).schema)
        for name, rows in (("figures", figures), ("accounts", accounts))
    }
    page, say = portfolio_html(replace(result, tables={**result.tables, **changed})), words()
    assert "LOST: steep." in page
    lost = say("portfolio_page.lost_on", day="2008-10-09")
    assert [lost in row[0] for row in table(page, say("portfolio_page.first_row"))] == [False, False, False, True]
    assert say("portfolio_page.in_debt") in page
    assert say("portfolio_page.in_debt") not in portfolio_html(result)


def test_a_portfolio_of_one_has_no_pairs_and_nothing_moved():
    plan = {"accounts": {"alone": {"share": 1.0, "pattern": "core"}}, "period": "2018-01..2018-03"}
    found = Tables(portfolio_html(run_portfolio(parse_plan(plan)))).found
    say = words()
    absent = ("alone", "transfers", "pair_correlation")
    assert [say(f"portfolio_page.{name}") in found for name in absent] == [False] * 3
    assert found[say("portfolio_page.first_row")][1][2:4] == found[say("portfolio_page.first_row")][2][2:4]


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_text_and_nothing_is_loaded(result, language, tmp_path):
    path = write_portfolio_report(renamed(result, "steep", HOSTILE), tmp_path / "page.html", language)
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    rows = table(page, shown(words(language)("portfolio_page.first_row")))
    assert rows[-1][0].startswith(HOSTILE)
    assert shown(HOSTILE) in [row[0] for row in table(page, shown(words(language)("portfolio_page.alone")))]
