"""Opening capital said in the investor's currency: what the account opens with, how it is told, and what is refused."""

import pytest

from data.base.errors import ConfigError
from engine import backtest, compare_results, load_config, load_run
from engine.analysis.uncertainty import Resampling
from engine.report.headlines import own_lines, period_and_capital
from engine.report.run_plain import plain_run
from engine.settings.run_config import describe
from engine.words import words

FEW = Resampling(count=200)

YEN = ("investor.currency=JPY", "period.end=1999-12-31")
RATE = 112.15  # yen per dollar on 1999-01-04


@pytest.fixture(scope="module")
def told(market):
    return backtest(load_config(None, [*YEN, "investor.capital=10000000"], pattern="core"), market)


def test_ten_million_yen_are_dollars_at_the_rate_of_the_first_session(told):
    assert told.opening == pytest.approx(10_000_000.0 / RATE, rel=1e-5)
    assert told.table("equity")["equity"][0].as_py() == pytest.approx(told.opening)
    assert told.table("investor_equity")["equity"][0].as_py() == pytest.approx(10_000_000.0)


def test_the_headline_says_it_in_yen_and_in_dollars(told, market):
    assert "opening capital 10,000,000 JPY (89,166 USD), told in JPY" in period_and_capital({"A": told})
    assert "開始資金 1,000万円 (89,166 ドル)" in period_and_capital({"A": told}, words("ja"))
    assert "opening capital 10,000,000 JPY (89,166 USD)" in repr(told)
    dollars = backtest(load_config(None, YEN, pattern="core"), market)
    assert "opening capital 112,150,000 JPY (1,000,000 USD)" in period_and_capital({"A": dollars})


def test_programs_read_both(told):
    plain = plain_run(told, {})
    capital = [plain[name] for name in ("capital", "currency", "investor_capital")]
    assert capital == [told.opening, "USD", 10_000_000.0]


def test_a_saved_run_is_loaded_with_it_and_its_settings_can_be_used_again(told, tmp_path):
    loaded = load_run(told.save(tmp_path).path)
    assert loaded.config == told.config
    assert loaded.config.investor.capital == 10_000_000.0
    written = tmp_path / "again.toml"
    written.write_text(describe(told.config), encoding="utf-8")
    assert load_config(written).digest == told.config.digest


@pytest.mark.pages
def test_runs_that_open_with_the_same_are_compared_and_of_others_it_is_said(told, market):
    dollars = backtest(load_config(None, [*YEN, f"capital.initial={told.opening}"], pattern="core"), market)
    same = compare_results({"yen": told, "dollars": dollars}, market, plan=FEW)
    assert same.metrics()["yen"]
    more = backtest(load_config(None, YEN, pattern="core"), market)
    other = compare_results({"yen": told, "more": more}, market)
    codes = [[note["code"] for note in one.manifest["notes"]] for one in (same, other)]
    assert ["other_capital" in found for found in codes] == [False, True]
    assert "89,166 USD" in " ".join(own_lines(other.runs))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ([*YEN, "investor.capital=1e7", "capital.initial=1e6"],
            "both say what the account opens with; leave one of them out"),
        (["investor.capital=1e7"],
            "there is nothing to convert, investor and account are both in USD; set capital.initial"),
        (["pattern=fx", "investor.capital=1e7"], "investor and account are both in JPY"),
    ],
)  # fmt: skip
def test_capital_said_twice_or_in_the_accounts_own_currency_is_refused(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings)
