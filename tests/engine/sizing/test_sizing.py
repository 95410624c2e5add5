"""The commands of the sizing tools: tables in both languages, JSON, and what they refuse."""

import re

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from engine.cli import cli
from engine.sizing.measured_sheets import measured_volatility
from engine.words import LANGUAGES, words
from tests.support.commands import overlay, told

SIZE = ("size", "--capital", "1000000", "--stop", "50", "--price", "150")
HELD = ("leverage", "--capital", "1000000", "--units", "40000", "--price", "150")
STREAK = ("streak", "--loss", "0.02", "--capital", "1000000")
EXPECTANCY = ("expectancy", "--capital", "1000000")
COMMANDS = [SIZE, STREAK, HELD, EXPECTANCY]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_shows_a_table_in_both_languages(command, language):
    shown = overlay(*command, "--lang", language)
    assert words(language)(f"{command[0]}.title") in shown
    assert words(language)(f"sizing.{command[0]}") in shown


def test_the_words_of_the_tables_are_those_of_the_sheets():
    """Every number of a sheet has a word, and every word a number."""
    others = ("--other-assets", "1000000", "--account", "monex_fx_2007")
    leverage = told(*HELD, "--accounts", "3", *others)
    sheets = {
        "size": told(*SIZE, *others)["sizes"][0],
        "streak": told(*STREAK),
        "leverage": leverage["position"],
        "ladder": {name: 0 for name in leverage["ladder"][0] if name != "leverage"},
        "split": leverage["split"],
        "expectancy": told(*EXPECTANCY, *others[:2]),
    }
    for section, sheet in sheets.items():
        rows = {name.removesuffix("_low").removesuffix("_high") for name in sheet} - {"mode", "schema"}
        assert set(words().section(section)) - {"title"} == rows


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_json_is_one_object_and_the_same_each_time(command):
    assert overlay(*command, "--json") == overlay(*command, "--json")


def test_without_paths_nothing_is_simulated():
    assert "simulated" not in told(*STREAK, "--paths", "0")
    assert "drawdown_simulated" not in told(*EXPECTANCY, "--paths", "0")


def test_what_margin_does_not_open_is_not_bought():
    tight = told("size", "--capital", "1000000", "--loss", "0.02", "--stop", "5", "--price", "150")["sizes"][0]
    assert tight["units_by_loss"] == 400_000.0
    assert (tight["units"], tight["margin_ratio"]) == (166_000.0, pytest.approx(1.004, abs=1e-3))  # 25 times


def test_a_capital_that_buys_no_lot_buys_nothing():
    poor = told("size", "--capital", "10000", "--loss", "0.02", "--stop", "50", "--price", "150")["sizes"][0]
    assert (poor["units"], poor["leverage"]) == (0.0, 0.0)
    assert "loss_cut_price" not in poor


def test_a_short_position_stops_above_its_price():
    short = told(*SIZE[:3], "--loss", "0.02", "--stop-price", "150.5", "--price", "150", "--side", "short")["sizes"][0]
    assert (short["units"], short["stop_price"]) == (40_000.0, 150.5)
    assert short["stop_price"] < short["voluntary_stop_price"] < short["loss_cut_price"]


def test_an_account_in_dollars_sizes_euros():
    dollars = told(
        "size", "--capital", "10000", "--currency", "USD", "--loss", "0.02", "--stop", "50", "--pair", "EURUSD",
        "--price", "1.1"
    )["sizes"][0]  # fmt: skip
    assert (dollars["units"], dollars["leverage"]) == (40_000.0, pytest.approx(4.4))


def test_the_buffer_of_an_overlay_is_the_cash_ratio_of_its_futures():
    asked = ("--cash-ratio", "0.3", "--requirement", "0.05", "--loss-cut", "1.0", "--move", "0.25")
    sheet = told("leverage", *asked)["position"]
    assert sheet["cut_distance"] == pytest.approx(0.263, abs=5e-4)
    assert sheet["survives"] is True


def test_what_no_fall_reaches_is_none_and_never():
    unlevered = told("leverage", "--leverage", "1")["position"]
    assert (unlevered["cut_distance"], unlevered["cut_probability"]) == (None, 0.0)
    assert "never" in overlay("leverage", "--leverage", "1")
    assert told("leverage", "--leverage", "0.6", "--side", "short")["position"]["cut_distance"] > 1.0


def test_a_split_is_shown_where_there_is_one():
    assert told(*HELD)["split"] is None
    split = told(*HELD, "--accounts", "3", "--refills", "1")["split"]
    assert split["worst_case_refilled"] == pytest.approx(2.0 * split["worst_case"])
    assert split["all_cut_independent"] == pytest.approx(split["all_cut_identical"] ** 3)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("size", "--stop", "50", "--price", "150"), "give --capital"),
        (("size", "--capital", "1000000", "--stop", "50"), "give --price"),
        ((*SIZE, "--loss", "2"), "loss 2 means 200%; for 2 % write 0.02"),
        ((*SIZE, "--loss", "0"), "loss 0 should be a share above 0"),
        ((*SIZE, "--stop-price", "149.5"), "say where the stop is, either in pips or as a price"),
        ((*SIZE[:3], "--price", "150", "--stop-price", "151"),
            "the stop of a long position lies below its price 150, not at 151"),
        ((*SIZE, "--pair", "EURUSD"), "EUR/USD at 150: .* 150 looks like yen"),
        ((*SIZE[:-1], "0.0067"), "USD/JPY at 0.0067 is upside down"),
        ((*SIZE[:-1], "1.1", "--pair", "EURUSD", "--quote-rate", "150", "--pip", "0.01"),
            "a pip of EUR/USD is 0.0001, not 0.01"),
        ((*SIZE, "--account", "nobody"), "unknown FX account 'nobody'"),
        (("streak", "--loss", "2"), "loss 2 means 200%"),
        (("streak", "--loss", "0.02", "--win-rate", "50"), "win rate 50 means 5000%; for 50 % write 0.5"),
        (("expectancy", "--ruin", "50"), "ruin 50 means 5000%; for 50 % write 0.5"),
        (("expectancy", "--payoff", "0"), "payoff 0 should be above 0"),
        (("leverage", "--capital", "833", "--units", "10000", "--price", "120"),
            "check that capital and price are in the same currency"),
        (("leverage", "--leverage", "15", "--requirement", "0.06671"),
            "a leverage of 15x has 99.9% of the margin the account asks; it opens no more than 14.99x"),
        (("leverage", "--leverage", "25.001"),
            "a leverage of 25.001x has 99.996% of the margin the account asks; it opens no more than 25x"),
        (("leverage", "--leverage", "3", "--volatility", "0"), "volatility 0 should be a share above 0"),
        (("leverage", "--leverage", "3", "--volatility", "10"), "volatility 10 means 1000%; for 10 % write 0.1"),
        (("leverage", "--leverage", "3", "--loss-cut", "50"), "for 50 % write 0.5"),
        (("leverage", "--leverage", "3", "--units", "10000"), "say either how many units are held, or the leverage"),
        (("leverage", "--units", "10000"), "units need the price of the pair and the capital"),
        (("leverage", "--leverage", "3", "--account", "monex_fx_2007"), "give the price of the pair"),
        ((*SIZE, "--lot", "1e-9"), r"lot 1e-09 should be from 1 to 1e\+12"),
        ((*SIZE, "--loss", "1e-9"),
            "loss 1e-09 is less than a hundredth of a percent; a share is a decimal, such as 0.02 for 2 %"),
        ((*SIZE, "--pip", "nan"), "a pip of USD/JPY is 0.01, not nan"),
        ((*SIZE, "--quote-rate", "nan"), "quote rate nan should be above 0"),
        ((*SIZE[:3], "--price", "150", "--stop", "-5"), "stop -5 should be above 0"),
        (("size", "--capital", "1e300", "--stop", "50", "--price", "150"),
            r"capital 1e\+300 should be from 1 to 1e\+12"),
        (("streak", "--loss", "0.02", "--capital", "nan"), "capital nan should be above 0"),
        (("expectancy", "--payoff", "1e300"), r"payoff 1e\+300 should be from 0.01 to 100"),
        (("expectancy", "--payoff", "100", "--loss", "0.5", "--trades", "1000"),
            "1000 wins of 50 of the capital each are more than can be counted"),
        (("leverage", "--capital", "-1", "--leverage", "5"), "capital -1 should be above 0"),
        (("leverage", "--capital", "100000", "--leverage", "5"),
            "capital has no effect beside a leverage or a cash ratio"),
        (("leverage", "--leverage", "1e-9"), "leverage 1e-09 should be from 0.01 to 1000"),
        (("leverage", "--leverage", "5", "--deviations", "1e9"), r"deviations 1e\+09 should be from 0.1 to 10"),
        (("leverage", "--leverage", "5", "--stop-level", "1e-9"), "stop level 1e-09 should be from 0.01 to 10"),
        (("leverage", "--leverage", "5", "--requirement", "1e-9"),
            "requirement 1e-09 is less than a hundredth of a percent"),
        (("leverage", "--leverage", "5", "--move", "0.2", "--deviations", "3"),
            "deviations have no effect beside a move"),
        (("leverage", "--leverage", "5", "--refills", "3"), "refills have no effect on one account"),
        (("leverage", "--leverage", "5", "--other-assets", "1e6"), "other assets are counted beside a capital"),
        (("leverage", "--leverage", "5", "--volatility", "market", "--pair", "EURTRY"), "unknown pair 'EURTRY'"),
        (("leverage", "--leverage", "5", "--volatility", "index", "--window", "99999"),
            "--window 99999: the market has"),
        (("leverage", "--leverage", "5", "--volatility", "market", "--date", "2016-12-30", "--window", "9999"),
            "sessions of it until 2016-12-30; take fewer"),
        (("leverage", "--leverage", "5", "--volatility", "high"),
            "--volatility high: should be a number, such as 0.10, or market or index"),
        (("leverage", "--leverage", "5", "--volatility", "0.1,0.2"), "--volatility 0.1,0.2: should be one number"),
        (("expectancy", "--other-assets", "1e6"), "give --capital: other assets are counted beside it"),
        (("streak",), "give --loss, a share such as 0.02, or --table"),
        (("streak", "--loss", "0.02", "--losses", "1.5"), "--losses 1.5: should be a whole number"),
        (("streak", "--loss", "0.02,x"), "--loss 0.02,x: should be numbers with commas"),
    ],
)  # fmt: skip
def test_a_unit_taken_for_another_is_one_sentence(arguments, sentence):
    with pytest.raises(ConfigError, match=sentence) as refused:
        CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert "\n" not in str(refused.value)


def test_a_table_of_streaks_is_a_row_for_each_loss_and_a_column_for_each_number_of_them():
    left = told("streak", "--loss", "0.01,0.02,0.05,0.10", "--losses", "5,10,20")["losses"]
    assert [row["loss"] for row in left] == [0.01, 0.02, 0.05, 0.10]
    assert [round(row["left"]["10"], 3) for row in left] == [0.904, 0.817, 0.599, 0.349]
    assert left[1]["left"]["20"] == pytest.approx(0.98**20)
    assert "59.9%" in overlay("streak", "--table")


def test_other_assets_make_ruin_a_smaller_share_of_everything():
    ruined = told(*EXPECTANCY, "--other-assets", "4000000", "--ruin", "0.5")
    assert ruined["loss_of_all"] == pytest.approx(0.1)
    held = told(*HELD, "--other-assets", "1000000", "--move", "0.1")["position"]
    assert held["loss_of_all"] == pytest.approx(0.5 * held["loss_at_move"])


@pytest.mark.parametrize(("price", "low", "high"), [("120", 96.0, 144.0), ("160", 128.0, 192.0)])
def test_the_band_of_a_price_needs_no_capital(price, low, high):
    pair = ("--pair", "USDJPY" if price == "120" else "EURJPY")
    told_of = told("leverage", "--leverage", "3", "--price", price, *pair)["position"]
    assert (told_of["band_low"], told_of["band_high"]) == pytest.approx((low, high))
    assert told_of["band"] == pytest.approx(high - float(price))


def test_a_volatility_that_is_measured_is_told_with_its_window_and_what_really_stayed_within():
    found = told("leverage", "--leverage", "3", "--volatility", "market", "--window", "1260")
    windows = {one["sessions"]: one for one in found["measured"]}
    assert found["position"]["volatility"] == windows[1260.0]["volatility"]
    whole = windows[max(windows)]
    assert (whole["period"]["first"], whole["normal_within"]) == ("1981-06-01", pytest.approx(0.9545, abs=1e-4))
    assert 0.9 < whole["days_within"] < whole["normal_within"]


def test_the_volatility_of_the_index_is_the_one_that_rules_see():
    found = told("leverage", "--leverage", "3", "--volatility", "index", "--window", "63")
    assert found["position"]["volatility"] == pytest.approx(embedded_market().realised_volatility(63)[-1])


class EveryDay:
    """A market with a session on every day, whose closes move by one in a hundred, up and down."""

    days = range(20_000, 20_400)

    def values(self, _column):
        return [100.0 * 1.01 ** (row % 2) for row in range(len(self.days))]


def test_a_market_of_every_day_has_365_sessions_a_year():
    assert measured_volatility(EveryDay(), None, 252, 2.0).value == pytest.approx(
        np.log(1.01) * np.sqrt(365.0), rel=0.003
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_whole_on_a_narrow_terminal(language, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    asked = ("leverage", "--leverage", "3", "--volatility", "market", "--lang", language)
    shown = CliRunner().invoke(cli, asked, catch_exceptions=False).output
    assert "1981-06-01" in shown
    assert "\u2026" not in shown.partition("1x")[0]


def test_on_a_day_a_volatility_is_measured_up_to_that_day():
    asked = ("leverage", "--leverage", "3", "--volatility", "market")
    then, now = told(*asked, "--date", "2016-12-30")["measured"], told(*asked)["measured"]
    assert {one["period"]["last"] for one in then} == {"2016-12-30"}
    assert {one["period"]["last"] for one in now} == {"2026-07-10"}
    assert then[1]["volatility"] > 1.2 * now[1]["volatility"]


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ((*SIZE, "--fall", "0.3"), "--loss|--stop|--capital"),
        ((*SIZE, "--months", "3"), "--months has no effect on a currency pair"),
        (("size", "--contract", "MES", "--pair", "EURUSD"), "--pair has no effect on --contract"),
        (("size", "--pattern", "A", "--stop", "5"), "--stop has no effect on the size of a plan"),
        (("size", "--pattern", "A", "--steps", "5"), "--steps has no effect on a size without --ladder"),
        (("size", "--bear", "5%", "--paths", "0", "--years", "5"), "--years has no effect on --bear without paths"),
        (("size", "--contract", "XSP", "--market", "long"), "--market has no effect on --contract XSP, which asks no"),
        (("streak", "--table", "--trades", "5"), "--trades has no effect on a table of losses"),
        (("streak", "--loss", "0.02", "--in", "x"), "--in has no effect on a streak of trades"),
        (("leverage", "--leverage", "3", "--window", "63"),
            "--window has no effect on a volatility that is not measured"),
    ],
)  # fmt: skip
def test_an_option_without_effect_is_refused(arguments, option):
    done = CliRunner().invoke(cli, list(arguments))
    assert done.exit_code == 2
    assert re.search(option, done.output)
