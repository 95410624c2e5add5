"""`overlay paper start --trial`, `judge` and `rehearse` from the command line."""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, ResultError
from data.intake.market_file import write_market
from data.market.market import Market
from engine import backtest, load_config
from engine.cli import cli
from tests.support.papers import on


@pytest.fixture(scope="module")
def market_file(whole_market, tmp_path_factory):
    first, last = (whole_market.row_from(on(day)) for day in ("2019-01-02", "2020-04-01"))
    table = whole_market.table.slice(first, last - first)
    kept = Market(table, index=whole_market.index, bill_months=whole_market.bill_months)
    return write_market(kept, tmp_path_factory.mktemp("market") / "spring.parquet")


def told(*arguments, status=0):
    found = CliRunner().invoke(cli, ["paper", *map(str, arguments)], catch_exceptions=False)
    assert found.exit_code == status, found.output
    return found.stdout


@pytest.mark.pages
def test_a_trial_is_begun_stepped_and_judged(tmp_path, market_file):
    inside = ("--in", tmp_path / "paper")
    begun = told("start", "small", "--trial", "--contracts", 2, "--from", "2020-02", "--market", market_file, *inside)
    assert "trial: 2 MES in the same account" in begun
    assert "what cannot be learned at this size:" in begun
    told("step", "small", *inside)
    lines = told("judge", "small", "--month", "2020-02", "--paths", 0, *inside).splitlines()
    assert lines[0] == "2020-02 (2020-02-03 to 2020-02-28, sessions: 19): no accident"
    assert lines[-2] == "what follows: the same size again"
    assert lines[-1].startswith("  No fixed date has come yet: wait until one has, or for 3 months in a row")
    plain = json.loads(told("judge", "small", "--paths", 0, "--json", *inside))
    assert (plain["month"], plain["clean_months"], plain["next"]["contracts"]) == ("2020-03", 2, 3)
    assert [one["code"] for one in plain["reasons"]] == ["no_figure"]


@pytest.mark.pages
def test_a_fill_that_was_not_done_stops_the_trial_with_exit_status_1(tmp_path, market_file):
    inside = ("--in", tmp_path / "paper")
    told("start", "small", "--trial", "--from", "2020-02", "--market", market_file, *inside)
    told("step", "small", *inside)
    told("fill", "2020-02-26", "none", "--why", "it will come back", *inside)
    printed = told("judge", "small", "--month", "2020-02", "--paths", 0, *inside, status=1)
    assert "2020-02-28, sessions: 19): an accident" in printed
    assert "what follows: STOP" in printed


@pytest.mark.pages
def test_a_month_of_history_is_rehearsed_and_leaves_nothing_behind(tmp_path, monkeypatch, market_file):
    monkeypatch.chdir(tmp_path)
    asked = ("--from", "2020-03", "--paths", 0, "--market", market_file)
    assert "結論: 同じサイズでもう一度" in told("rehearse", *asked, "--lang", "ja")
    assert list(tmp_path.iterdir()) == []
    plain = json.loads(told("rehearse", *asked, "--keep", "spring", "--json"))
    assert (plain["trial"]["contracts"], plain["ruling"], plain["accident"]) == (1, "again", False)
    assert told("verify", "spring").startswith("it is what was written: 22 entries")


@pytest.mark.pages
def test_a_month_of_a_saved_run_is_judged(tmp_path):
    run = backtest(load_config(None, ("period.start=2020-02-03", "period.end=2020-03-31"), pattern="A"))
    saved = run.save(tmp_path / "results").path
    printed = told("judge", saved, "--month", "2020-03")
    assert "What was judged is no trial" in printed


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("rehearse", "--from", "2020-03", "--full", "--contracts", 2), ConfigError),
        (("rehearse", "--from", "2031-03"), ConfigError),
        (("rehearse", "--from", "2020-03", "--month", "2020-02"), ConfigError),
        (("start", "x", "--contracts", 2), ConfigError),
        (("judge", "nothing_of_this_name"), ResultError),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path, monkeypatch, arguments, error):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as refused:
        told(*arguments)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
