"""Accounts before there were futures: flagged wherever they are told, with costs that are shares of the index."""

import json
import sys
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.base.errors import ConfigError
from data.contracts.calendars import xnys
from data.contracts.contracts import is_future, option_contract
from data.intake.build import Plan, build_market
from data.intake.source import parse_source
from data.market.embedded import embedded_market, long_market
from engine import backtest, compare, load_comparison, load_config, load_run
from engine.audit.chapters import audit
from engine.cli import main
from engine.report.frame import shown
from engine.report.headlines import period_and_capital
from engine.report.page import report_html
from engine.words import words

CRASH = ("period.start=1929-09-03", "period.end=1930-06-30")
LATER = ("period.start=1999-01-04", "period.end=2000-12-29")
UNTIL = "1982-04-21"
NOTE = "before 1982-04-21 nobody could have held this"
COMMISSION, HALF_SPREAD, LEVEL = 0.62, 0.125, 578.6


@pytest.fixture(scope="module")
def crash():
    return {name: backtest(load_config(None, CRASH, pattern=name), long_market()) for name in ("A", "B", "C")}


@pytest.fixture
def overlay(monkeypatch, capsys):
    """The command in this process: what it printed."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["overlay", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        told = capsys.readouterr()
        assert (end.value.code or 0) == 0, told.err
        return told.out

    return run


def index_on(days):
    market = long_market()
    return np.array([market.values("close")[market.row_from(day)] for day in days.tolist()])


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_notes_manifest_and_title_say_so(crash, name):
    made = crash[name]
    assert made.manifest["hypothetical_until"] == made.hypothetical_until == UNTIL
    assert made.notes()[0].startswith(NOTE)
    assert period_and_capital({"A": made}).endswith("[hypothetical before 1982-04-21]")
    assert period_and_capital({"A": made}, words("ja")).endswith("[1982-04-21 より前は仮想]")
    assert "仮想" in made.notes("ja")[0]


@pytest.mark.pages
def test_a_run_that_begins_with_the_first_future_is_not_flagged():
    early, first = (
        backtest(load_config(None, (f"period.start={day}", "period.end=1982-06-30"), pattern="core"), long_market())
        for day in ("1982-04-20", UNTIL)
    )
    assert (early.hypothetical_until, first.hypothetical_until) == (UNTIL, None)
    assert not any(note.startswith(NOTE) for note in first.notes())


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["core", "A", "B", "C"])
def test_where_futures_were_traded_it_is_the_run_on_the_embedded_market(pattern):
    ours, embedded = (backtest(load_config(None, LATER, pattern=pattern), one()) for one in (long_market,
            embedded_market))  # fmt: skip
    assert ours.table("fills").equals(embedded.table("fills"))
    for table, column in (("attribution", "amount"), ("equity", "equity")):
        here, there = (to_array(one.table(table)[column]) for one in (ours, embedded))
        assert here == pytest.approx(there, rel=1e-9, abs=1e-6)  # sums of bills that began on another day


@pytest.mark.pages
def test_every_file_of_a_saved_run_carries_the_flag_and_so_does_what_is_read_and_saved_again(crash, tmp_path):
    again = load_run(load_run(crash["C"].save(tmp_path / "one").path).save(tmp_path / "two").path)
    assert again.hypothetical_until == UNTIL
    files = list(again.path.glob("*.parquet"))
    assert len(files) == len(again.tables)
    assert all(pq.read_schema(file).metadata[b"hypothetical_until"] == UNTIL.encode() for file in files)


@pytest.mark.pages
def test_files_of_years_with_futures_do_not(tmp_path):
    made = backtest(load_config(None, ("period.start=2010-01-04", "period.end=2010-02-26"), pattern="A"), long_market())
    files = list(made.save(tmp_path).path.glob("*.parquet"))
    assert not any(b"hypothetical_until" in pq.read_schema(file).metadata for file in files)


@pytest.mark.pages
def test_a_comparison_its_files_and_its_page_say_so(tmp_path):
    made = compare(["core", "A"], load_config(None, CRASH), long_market()).save(tmp_path)
    saved = load_comparison(made.path)
    assert saved.hypothetical_until == UNTIL
    assert all(
        pq.read_schema(file).metadata[b"hypothetical_until"] == UNTIL.encode() for file in made.path.glob("*.parquet")
    )
    for language, told in (("en", "[hypothetical before 1982-04-21]"), ("ja", "[1982-04-21 より前は仮想]")):
        assert shown(told) in report_html(saved, language)


@pytest.mark.pages
def test_the_commands_flag_every_table_and_a_rerun_finds_its_market(overlay, tmp_path):
    period = tuple(part for setting in CRASH for part in ("--set", setting))
    shown = overlay("compare", "--market", "long", "--patterns", "core,A", *period, "--out", tmp_path)
    flat = " ".join(shown.split())
    assert flat.count("[hypothetical before 1982-04-21]") == 4
    run = next(tmp_path.glob("*-A-*"))
    assert " ".join(overlay("show", run).split()).count("[hypothetical before 1982-04-21]") == 6
    assert overlay("show", run, "--table", "rules", "--rows", "1").startswith("[hypothetical before 1982-04-21]")
    told = json.loads(overlay("rerun", run, "--out", tmp_path / "again", "--json"))
    again = load_run(told["folders"]["right"])
    assert again.hypothetical_until == UNTIL
    assert again.table("equity").equals(load_run(run).table("equity"))
    assert " ".join(overlay("stress", run).split()).count("[hypothetical before") == 2
    assert overlay("report", run, "--to", tmp_path / "page.html").strip() == str(tmp_path / "page.html")


def test_commission_and_spread_of_futures_are_the_same_share_of_the_index_at_every_level(crash):
    fills = crash["A"].table("fills")
    index, size = index_on(to_array(fills["date"])), np.abs(to_array(fills["size"]))
    assert to_array(fills["commission"]) == pytest.approx(COMMISSION * index / LEVEL * size)
    spreads = to_array(fills["half_spread"]) / index * LEVEL
    assert spreads.max() <= 0.5 + 1e-9
    assert (np.abs(spreads - HALF_SPREAD) < 1e-9).sum() > len(spreads) / 3


def test_strikes_of_puts_are_near_five_percent_below(crash):
    fills = crash["C"].table("fills")
    rows = zip(to_array(fills["date"]).tolist(), fills["contract"].to_pylist(), to_array(fills["size"]).tolist(),
        strict=True)  # fmt: skip
    bought = [(day, option_contract(code).strike) for day, code, size in rows if not is_future(code) and size > 0]
    evenings = index_on(np.array([long_market().days[long_market().row_from(day) - 1] for day, _ in bought]))
    shares = np.array([strike for _, strike in bought]) / (0.1 * evenings)
    assert len(shares) > 10
    assert np.median(shares) == pytest.approx(0.95, abs=0.02)
    assert shares.max() < 1.3


@pytest.mark.pages
def test_stress_closes_at_the_costs_of_its_day(crash):
    from engine.stress.of_run import stress_test, terms_of

    found = stress_test(crash["A"], long_market())
    close = long_market().values("close")[long_market().row_from(found.day)]
    ours, listed = terms_of(crash["A"], found.day, close), terms_of(crash["A"], day_of(date(2010, 1, 4)), close)
    assert ours.closing_cost == pytest.approx(listed.closing_cost * close / LEVEL)
    assert ours.closing_cost < 0.2


@pytest.mark.pages
def test_contracts_of_the_first_year_are_rolled_and_renewed_on_their_dates():
    made = backtest(load_config(None, ("period.end=1928-12-31",), pattern="C"), long_market())
    assert to_array(made.table("equity")["date"])[0] == long_market().starts
    assert {one.check: one.standing for one in audit(made)}["rolls"] == "kept"
    traded = set(made.table("fills")["contract"].to_pylist())
    assert {"MESH28", "MESM28", "MESU28", "MESZ28", "XSP280120P1.68", "XSP280217P1.65"} <= traded


@pytest.mark.pages
def test_nothing_depends_on_what_came_after():
    cut = day_of(date(1929, 11, 15))
    for pattern in ("A", "B", "C"):
        config = load_config(None, (CRASH[0],), pattern=pattern)
        part = backtest(config, long_market().until(cut))
        whole = backtest(load_config(None, CRASH, pattern=pattern), long_market())
        equity = whole.table("equity")["equity"].to_pylist()
        assert part.table("equity")["equity"].to_pylist() == equity[: part.table("equity").num_rows]
        assert part.hypothetical_until == UNTIL


@pytest.mark.pages
def test_a_market_of_ones_own_of_the_same_index_says_so_too(tmp_path):
    index, bills = tmp_path / "index.csv", tmp_path / "bills.csv"
    days = [iso(day) for day in xnys().sessions[:300]]
    index.write_text("date,close\n" + "".join(f"{day},{90.0 + place % 7}\n" for place, day in enumerate(days)))
    bills.write_text("date,yield\n" + "".join(f"{day},5.0{place % 10}\n" for place, day in enumerate(days)))
    sources = {kind: parse_source(kind, f"{file}{words}") for kind, file,
        words in (("index", index, ""), ("bills", bills, ":percent:yield:13w"))}  # fmt: skip
    known = {name: build_market(Plan(sources, index=name)).hypothetical_until for name in ("SPX", "OTHER")}
    assert known == {"SPX": day_of(date(1982, 4, 21)), "OTHER": None}


def test_a_period_that_begins_on_a_holiday_before_the_first_session_is_covered(small_market):
    market = small_market([1000.0] * 60, "2013-01-02")
    made = backtest(load_config(None, ("period.start=2013-01-01",), pattern="core"), market)
    assert str(made.table("equity")["date"][0]) == "2013-01-02"
    with pytest.raises(ConfigError, match=r"2012-12-31 to .* choose a period within it, or leave its beginning open"):
        backtest(load_config(None, ("period.start=2012-12-31",), pattern="core"), market)


def test_after_the_last_known_bills_of_one_month_a_note_says_what_the_fund_does(small_market):
    shorter = np.r_[np.full(30, 0.01), np.full(30, np.nan)]
    market = small_market([1000.0] * 60, "2013-01-02", bill_yield_1m=shorter)
    note = words()("note.one_month_bills", date=iso(market.days[29]))
    assert note in backtest(load_config(None, (), pattern="core"), market).notes()
    cut = load_config(None, (f"period.end={iso(market.days[29])}",), pattern="core")
    assert note not in backtest(cut, market).notes()
