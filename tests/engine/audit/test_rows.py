"""The rows behind a verdict, and the sentence on it, as people see them."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from engine import backtest, load_config
from engine.audit.chapters import audit
from engine.cli import cli
from engine.report.audit_words import rows_of, told
from engine.report.page_rows import verdicts as section
from engine.words import words
from tests.engine.audit.looks import changed, verdict
from tests.engine.audit.tampering import TAMPERINGS, never_halved

SAY = words()
POOR = ["capital.initial=20000.0", "period.start=1999-01-04", "period.end=2000-12-29"]


@pytest.mark.parametrize(("pattern", "code", "standing", "tamper"), TAMPERINGS)
def test_every_session_beyond_has_its_rows_in_the_audit_and_in_the_report(short_runs, pattern, code, standing, tamper):
    run = replace(short_runs(pattern), tables=tamper(short_runs(pattern).tables))
    found = verdict(run, code)
    days = {row["date"] for row in rows_of(run, found).to_pylist()}
    assert (len(days) == found.sessions) or found.check == "books"
    assert code in {row.get("code") for row in section(run, SAY)}


def test_contracts_too_dear_for_the_premium_are_shown_by_their_events(market):
    run = backtest(load_config(None, POOR, pattern="B"), market)
    found = verdict(run, "premium")
    assert found.standing == "could_not"
    assert "over_budget" in rows_of(run, found)["kind"].to_pylist()
    assert {row["date"] for row in rows_of(run, found).to_pylist()} == {
        row["date"] for row in run.table("events").to_pylist() if row["kind"] == "over_budget"
    }


def test_nothing_is_told_to_be_less_than_zero_that_is_zero(market):
    run = backtest(load_config(None, POOR, pattern="B"), market)
    assert [told(one, SAY) for one in audit(run) if "-0" in told(one, SAY).split()] == []
    assert told(verdict(run, "carry"), SAY).endswith("costs 0")


@pytest.mark.parametrize(("limit", "text"), [(0.02, "no month lost 2.00%"), (0.0025, "no month lost 0.25%")])
def test_the_limit_of_the_stop_is_told_as_it_is_set(market, limit, text):
    settings = [f"stops.monthly_loss={limit}", "period.start=2005-05-02", "period.end=2005-05-31"]
    assert told(verdict(backtest(load_config(None, settings, pattern="A"), market), "stop"), SAY) == text


@pytest.mark.pages
def test_all_rows_are_printed_and_json_is_json_also_where_there_are_none(short_runs, tmp_path):
    run = short_runs("B")
    folder = str(replace(run, tables=never_halved(run.tables)).save(tmp_path).path)
    ask = CliRunner()
    assert "premium" in ask.invoke(cli, ("audit", folder, "--rows", "halving")).output
    assert json.loads(ask.invoke(cli, ("audit", folder, "--rows", "books", "--json")).output)["rows"] == []
    run = short_runs("A")
    many = replace(run, tables=changed(run, "equity", "cash", lambda cash: 0.0 * cash).tables)
    folder = str(many.save(tmp_path).path)
    found = verdict(many, "spare_cash")
    assert found.sessions > 40
    shown = ask.invoke(cli, ("audit", folder, "--rows", "spare_cash")).output
    assert "rows not shown" not in shown
    told_rows = json.loads(ask.invoke(cli, ("audit", folder, "--rows", "spare_cash", "--json")).output)
    assert (len(told_rows["rows"]), told_rows["more"]) == (found.sessions, 0)


def test_spare_cash_beside_a_currency_hedge_is_told_with_it_and_without(market):
    hedged = [
        "period.start=2001-01-02", "period.end=2001-06-29", "investor.currency=JPY", "hedge.ratio=1.0",
        "account.profile=jp_retail_futures",
    ]  # fmt: skip
    found = verdict(backtest(load_config(None, hedged, pattern="A"), market), "spare_cash")
    assert found.numbers["highest"] < 0.5
    assert "with what is kept for the currency hedge, 20.0% asked; at most " in told(found, SAY)
