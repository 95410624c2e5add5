"""Trades that are measured from the command line: of a saved run, of a file, and by regime."""

import pytest
from click.testing import CliRunner

from data.base.errors import OverlayError
from engine import backtest, load_config
from engine.analysis.trade_figures import shares_of, trade_figures
from engine.cli import cli
from engine.words import LANGUAGES, words
from tests.support.commands import overlay, told


@pytest.fixture(scope="module")
def run(whole_market, tmp_path_factory):
    made = backtest(load_config(None, ["period.end=2004-12-30"], pattern="fx_trades"), whole_market)
    return made.save(tmp_path_factory.mktemp("trades"))


@pytest.fixture(scope="module")
def core(whole_market, tmp_path_factory):
    made = backtest(load_config(None, ["period.end=1999-12-30"], pattern="core"), whole_market)
    return made.save(tmp_path_factory.mktemp("core"))


def test_expectancy_measures_a_run(run):
    sheet, trades = told("expectancy", "--run", run.path, "--paths", 0), run.table("trades")
    assert sheet["recorded"]["recorded"] == trade_figures(trades).trades
    assert sheet["win_rate"] == sheet["recorded"]["won"] == pytest.approx(trade_figures(trades).won)
    assert sheet["expectation"] == sheet["recorded"]["mean"] == pytest.approx(shares_of(trades).mean())


def test_at_another_loss_the_trades_of_a_run_are_taken_in_multiples_of_what_they_risked(run):
    sheet = told("expectancy", "--run", run.path, "--loss", 0.01, "--paths", 0)
    figures = trade_figures(run.table("trades"))
    assert (sheet["loss"], sheet["expectation"]) == pytest.approx((-0.01 * figures.mean_loss, 0.01 * figures.mean))


@pytest.mark.parametrize(
    ("text", "more", "loss", "payoff"),
    [
        ("R\n2\n-1\n-0.5\n1\n", (), 0.015, 2.0),
        ("R\n2\n-1\n-0.5\n1\n", ("--loss", 0.01), 0.0075, 2.0),
        ("date,損益率(%)\n2024-01-05,3.0\n2024-01-06,-1.0\n", (), 0.01, 3.0),
        ("date,損益\n2024-01-05,3000\n2024-01-06,-1000\n", ("--capital", 100_000), 0.01, 3.0),
        (
            "date,pips,won\n2024-01-05,1,3000\n2024-01-06,1,-1000\n",
            ("--column", "won", "--capital", 100_000),
            0.01,
            3.0,
        ),
    ],
)
def test_expectancy_measures_a_file(text, more, loss, payoff, tmp_path):
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    sheet = told("expectancy", "--record", tmp_path / "own.csv", "--paths", 0, *more)
    assert (sheet["loss"], sheet["payoff"]) == pytest.approx((loss, payoff))


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_measured_stands_above_what_follows_from_it(run, language):
    shown, say = overlay("expectancy", "--run", run.path, "--paths", 0, "--lang", language), words(language)
    assert shown.index(say("recorded.title")) < shown.index(say("expectancy.title"))
    assert say("sizing.recorded") in shown
    rows = {
        name.removesuffix("_low").removesuffix("_high") for name in told("expectancy", "--run", run.path)["recorded"]
    }
    assert set(say.section("recorded")) - {"title"} == rows


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--run", "{run}", "--win-rate", "0.5"), "--win-rate is measured on the trades; leave it out"),
        (("--run", "{run}", "--payoff", "1.5"), "--payoff is measured on the trades; leave it out"),
        (("--run", "{run}", "--record", "{money}"), "--run has trades of its own"),
        (("--run", "{core}"), "pattern core keeps no table of trades"),
        (("--column", "R"), "--column R: has no effect without --record"),
        (("--record", "{money}"), "own.csv is in money: give --capital"),
        (
            ("--record", "{money}", "--capital", "1000", "--loss", "0.01"),
            "--loss 0.01: own.csv says what trades gained",
        ),
        (("--record", "{none}"), "cannot be read"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_sentence(arguments, sentence, run, core, tmp_path):
    money = tmp_path / "own.csv"
    money.write_text("date,profit\n2024-01-05,3\n2024-01-06,-1\n", encoding="utf-8")
    names = {"run": run.path, "core": core.path, "money": money, "none": tmp_path / "none.csv"}
    asked = [one.format(**names) for one in arguments]
    with pytest.raises(OverlayError) as refusal:
        CliRunner().invoke(cli, ["expectancy", *asked], catch_exceptions=False)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_show_tells_trades_by_regime(run, language):
    say = words(language)
    shown = overlay("show", run.path, "--trades-by", "trend_known", "--lang", language)
    assert say("trades_by.title", scheme=say("scheme.trend_known")) in shown
    assert all(say(f"regime.{name}") in shown for name in ("uptrend", "range", "downtrend"))
    rows = told("show", run.path, "--trades-by", "trend_known")["regimes"]
    assert sum(row["trades"] for row in rows[:-1]) == rows[-1]["trades"] == trade_figures(run.table("trades")).trades


@pytest.mark.parametrize(
    ("name", "scheme", "sentence"),
    [
        ("core", "vix", "keeps no table of trades"),
        ("run", "trend", "it knows what came after a trade; choose trend_known"),
    ],
)
def test_trades_by_what_is_not_there_are_refused(name, scheme, sentence, run, core):
    with pytest.raises(OverlayError, match=sentence):
        CliRunner().invoke(cli, ["show", str({"run": run, "core": core}[name].path), "--trades-by", scheme],
            catch_exceptions=False)  # fmt: skip
