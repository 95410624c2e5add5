"""Files that pass for good ones, in runs and in the forms that people have them: what is told, and that what is read is
the same whatever the form.

Others of the kind: one wrong price of a future and its dates in every form (`test_quotes_in_runs`), valuations
(`test_cash_notes`), markets without a seal (`test_cli_markets`), dates in quotes (`test_config`), exchange rates,
bills, day and month (`tests/data/intake`).
"""

from collections import defaultdict

import pytest

from data.base.days import iso
from data.base.finding import Refused
from data.contracts.calendars import exchange
from data.contracts.contracts import OptionContract, option_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.intake.check import check_file
from data.intake.series_file import read_history
from data.intake.source import parse_source
from data.market.embedded import embedded_market
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from engine import backtest, load_config
from engine.cli.markets import MarketFiles

INSURED = ("insurance.contract=SPX", "capital.initial=10000000", "period.start=2014-01-02", "period.end=2014-01-31")
FRIDAY, SATURDAY = "2014-02-21", "2014-02-22"


@pytest.fixture(scope="module")
def held():
    """(day, strike, price) of the puts that the plan holds, as the model marks them."""
    run = backtest(load_config(None, INSURED, pattern="C"), embedded_market())
    positions = run.table("positions").to_pylist()
    contracts = {one["contract"] for one in positions if one["contract"].startswith("SPX1402")}
    market, expiry = embedded_market(), 16_122
    curve = OptionCurve(market, FuturesCurve(market, "flat"), surface("fitted"), OptionSpreads(40.0))
    strikes = sorted({float(one.split("P")[-1]) for one in contracts})
    puts = [OptionContract(option_spec("SPX"), expiry, strike, "P") for strike in strikes]
    places = range(market.row_from(16_072), market.row_from(16_102))
    return [(iso(market.days[place]), put.strike, curve.at_close(put, place).mid) for put in puts for place in places]


def opened(tmp_path, rows, expiry=FRIDAY):
    text = "date,root,expiry,strike,right,bid,ask\n" + "".join(
        f"{day},SPX,{expiry},{strike:g},P,{mid * 0.97:.2f},{mid * 1.03:.2f}\n" for day, strike, mid in rows
    )
    file = tmp_path / "chain.csv"
    file.write_text(text, encoding="utf-8")
    return MarketFiles(chains=str(file)).open()


def test_one_quote_a_hundred_times_too_high_refuses_the_market_with_its_line(held, tmp_path):
    wrong = [(day, strike, mid * (100.0 if row == 9 else 1.0)) for row, (day, strike, mid) in enumerate(held)]
    with pytest.raises(Refused) as refused:
        opened(tmp_path, wrong)
    assert [(one.line, one.date) for one in refused.value.findings if one.severity == "error"] == [(11, held[9][0])]


@pytest.mark.pages
def test_series_dated_to_the_saturday_are_used_as_those_of_the_friday_and_told(held, tmp_path):
    config = load_config(None, INSURED, pattern="C")
    runs = {expiry: backtest(config, opened(tmp_path, held, expiry)) for expiry in (FRIDAY, SATURDAY)}
    marks = {expiry: run.table("positions").column("mark_source").to_pylist() for expiry, run in runs.items()}
    assert marks[SATURDAY] == marks[FRIDAY]
    assert "quoted" in marks[FRIDAY]
    values = [run.table("equity").column("equity").to_pylist() for run in runs.values()]
    assert values[0] == values[1]
    (said,) = (one for one in runs[SATURDAY].notes() if SATURDAY in one)
    assert f"read as {FRIDAY}" in said


def nikkei():
    days = [iso(day).replace("-", "/") for day in exchange("XTKS").between(19_361, 19_448)]
    rows = [f'"{day}","{26000 + 10 * n}.86","{25990 + 10 * n}.93"' for n, day in enumerate(days)]
    return "\n".join(["データ日付,終値,始値", *rows, '"この資料の無断転載を禁じます。"', ""])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_the_official_nikkei_has_its_sixty_sessions_in_every_encoding(encoding, tmp_path):
    file = tmp_path / "nikkei.csv"
    file.write_bytes(nikkei().encode(encoding))
    told, found = check_file(str(file), "index", defaultdict(dict), (None, None), "XTKS")
    assert (told["rows"], told["first"], told["last"]) == (60, "2023-01-04", "2023-03-31")
    assert [one.check for one in found if one.severity == "error"] == []


def test_charts_under_time_and_gmt_time_are_one_series(tmp_path):
    days = [iso(day) for day in exchange("XNYS").between(12_786, 12_873)]
    charts = {
        "time,open,high,low,close": lambda day: day,
        "Gmt time,Open,High,Low,Close": lambda day: ".".join(reversed(day.split("-"))) + " 00:00:00.000",
    }
    read = []
    for header, form in charts.items():
        file = tmp_path / "chart.csv"
        rows = (f"{form(day)},{1000 + n},{1009 + n},{995 + n},{1004 + n}" for n, day in enumerate(days))
        file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        read.append(read_history(parse_source("index", str(file), {})))
    assert [iso(day) for day in read[0].days.tolist()] == days
    assert read[0].days.tolist() == read[1].days.tolist()
    assert all(read[0].values[one].tolist() == read[1].values[one].tolist() for one in ("open", "high", "low", "close"))
