"""Figures of closed trades, by hand."""

import json

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

from data.base.arrow import to_array
from engine import backtest, load_config
from engine.analysis.trade_figures import longest_losing_streak, multiples_of, trade_figures
from engine.cli import cli
from engine.results.tables import pattern_table
from strategies.fx.rules.trades import TradeResult


def closed(*rows):
    """A table of trades from (day opened, gain, risked), shares of equity."""
    return pattern_table(
        "trades", [TradeResult(day, day + 9, 1, 100.0, 99.0, 99.5, 1.0, risked, gain) for day, gain, risked in rows]
    )


def test_five_trades_by_hand():
    found = trade_figures(
        closed((1, 0.01, 0.005), (2, -0.005, 0.005), (3, -0.0025, 0.005), (4, 0.0, 0.005), (5, 0.02, 0.005))
    )
    assert found[:7] == pytest.approx((5, 0.4, 0.9, 3.0, -0.5, -1.0, 3))
    # A run of 3 losses in 5 trades at 60 %: it ends at the third trade, or begins after a win: 0.216 (1 + 0.4 + 0.4).
    assert found.streak_chance == pytest.approx(0.216 * 1.8)


def test_parts_of_a_trade_count_as_one():
    parts = closed((1, -0.002, 0.003), (2, 0.004, 0.004), (1, 0.004, 0.001))
    assert multiples_of(parts) == pytest.approx([0.5, 1.0])


def test_a_trade_of_which_a_part_is_open_is_not_counted_yet():
    table = closed((1, -0.002, 0.003), (2, 0.004, 0.004), (1, 0.004, 0.001))
    still = table.set_column(table.column_names.index("open"), "open", pa.array([False, False, True]))
    assert multiples_of(still) == pytest.approx([1.0])


def test_without_trades_or_without_losses_there_is_nothing_to_compare():
    assert trade_figures(closed()) == (0, None, None, None, None, None, 0, None)
    assert trade_figures(closed((1, 0.01, 0.005)))[-2:] == (0, None)
    assert trade_figures(closed((1, -0.01, 0.005)))[-2:] == (1, None)


@pytest.mark.parametrize(
    ("multiples", "streak"), [([], 0), ([1.0], 0), ([-1.0, 0.0, 2.0, -1.0], 2), ([1.0, -1.0, -1.0, -1.0], 3)]
)
def test_the_longest_losing_streak(multiples, streak):
    assert longest_losing_streak(np.array(multiples)) == streak


@pytest.mark.pages
def test_show_tells_them_in_words_and_in_json(market, tmp_path):
    run = backtest(load_config(None, ["period.end=2004-12-31"], pattern="fx_trades"), market)
    folder = str(run.save(tmp_path).path)
    shown = CliRunner().invoke(cli, ["show", folder, "--lang", "ja"], catch_exceptions=False).output
    assert "最長の連敗" in shown
    told = json.loads(CliRunner().invoke(cli, ["show", folder, "--json"], catch_exceptions=False).output)[
        "trade_figures"
    ]
    rows = run.table("trades").to_pylist()
    still = {row["opened"] for row in rows if row["open"]}
    gains = to_array(run.table("trades")["gain_share"])
    assert told["trades"] == len({row["opened"] for row in rows} - still)
    assert told["won"] < 0.5 < told["mean_gain"]
    assert told["worst"] <= float(gains.min()) / 0.005 + 1e-9
