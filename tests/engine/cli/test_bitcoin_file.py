"""Bitcoin from files of one's own: built, run and told as a market whose every day is a session."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from engine.cli import cli


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with a market file of 300 days on which the price once falls by 39 %, and what building it said."""
    folder = tmp_path_factory.mktemp("bitcoin")
    days = [date(2019, 6, 1) + timedelta(days=number) for number in range(300)]
    prices = 10_000.0 * np.exp(np.cumsum(np.random.default_rng(1).normal(0.002, 0.03, 300)))
    prices[200:] *= 0.61
    rows = [f"{day},{price:.2f},{price:.2f},{price:.2f},{price:.2f}" for day, price in zip(days, prices, strict=True)]
    (folder / "index.csv").write_text("date,open,high,low,close\n" + "\n".join(rows) + "\n")
    weekdays = [f"{day},{1.5 + 0.001 * number:.3f}" for number, day in enumerate(days) if day.weekday() < 5]
    (folder / "bills.csv").write_text("date,rate\n" + "\n".join(weekdays) + "\n")
    words = ["data", "build", "--index", str(folder / "index.csv"), "--bills", f"{folder}/bills.csv:percent:yield"]
    words += [
        "--calendar",
        "24/7",
        "--index-name",
        "BTCUSD",
        "--start",
        "2019-06-03",
        "-o",
        str(folder / "market.parquet"),
    ]
    return folder, CliRunner().invoke(cli, words)


def test_a_fall_that_no_stock_index_had_is_told_and_stops_nothing(built):
    _, done = built
    assert done.exit_code == 0, done.output
    assert done.output.count("from the close before") == 1


@pytest.mark.pages
def test_bitcoin_pays_none_of_the_dividends_of_the_index(built):
    folder, _ = built
    words = ["run", "--market", str(folder / "market.parquet"), "--out", str(folder / "runs"), "--json"]
    settings = ["pattern=cash", "cash_ratio.fund=BTCUSD", "cash_trend.window=20"]
    done = CliRunner().invoke(cli, [*words, *(word for one in settings for word in ("--set", one))])
    assert done.exit_code == 0, done.output
    (run,) = (folder / "runs").glob("2*")
    assert json.loads(done.output)
    table = folder / "ledger.csv"
    assert CliRunner().invoke(cli, ["export", str(run), "--table", "ledger", "--to", str(table)]).exit_code == 0
    told = table.read_text(encoding="utf-8-sig")
    assert "share_price" in told
    assert "dividend" not in told
