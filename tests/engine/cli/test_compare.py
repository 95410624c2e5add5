"""`overlay compare` of saved runs, configs and accounts, from outside."""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, ResultError
from engine import backtest, load_config
from engine.cli import cli

YEAR = ["period.start=2007-01-03", "period.end=2008-03-31"]
QUICK = ("--resamples", "100", "--block", "5", "--no-report")


@pytest.fixture(scope="module")
def results(whole_market, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved") / "results"
    for name, settings in {"big": [], "small": ["capital.initial=200000"], "fx": ["pattern=fx"]}.items():
        backtest(load_config(None, [*YEAR, *settings, f"name={name}"]), whole_market).save(folder)
    return folder


@pytest.fixture
def overlay(results, monkeypatch):
    monkeypatch.chdir(results.parent)

    def run(*arguments, code=0):
        done = CliRunner().invoke(cli, ("compare", *arguments), catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.output

    return run


def folder_of(results, pattern, text):
    return next(path.name for path in results.glob(f"*-{pattern}-*") if text in (path / "config.toml").read_text())


@pytest.mark.pages
def test_saved_runs_are_compared_without_being_run_again(overlay, results):
    big, small = (folder_of(results, "A", name) for name in ("big", "small"))
    before = {path.name for path in results.iterdir()}
    told = json.loads(overlay(big, f"results/{small}", *QUICK, "--json"))
    assert [run["name"] for run in told["runs"]] == ["big", "small"]
    assert [run["folder"] for run in told["runs"]] == [f"results/{big}", f"results/{small}"]
    assert {"other_capital"} <= {note["code"] for note in told["notes"]}
    (new,) = {path.name for path in results.iterdir()} - before
    assert new == told["folder"].split("/")[1]


@pytest.mark.pages
def test_a_saved_run_and_a_config_stand_in_the_order_in_which_they_were_named(overlay, results):
    file = results.parent / "mine.toml"
    file.write_text('pattern = "core"\n[period]\nstart = 2007-01-03\nend = 2008-03-31\n')
    told = json.loads(overlay(folder_of(results, "A", "big"), "mine.toml", *QUICK, "--json"))
    assert [run["name"] for run in told["runs"]] == ["big", "mine"]
    assert {(row["run"], row["against"]) for row in told["differences"]} >= {("mine", "big")}


@pytest.mark.pages
def test_another_market_is_shown_apart_with_the_reason(overlay, results):
    big, fx = folder_of(results, "A", "big"), folder_of(results, "fx", "fx")
    told = json.loads(overlay(big, fx, *QUICK, "--json"))
    assert [run["name"] for run in told["runs"]] == ["big"]
    assert told["apart"][0]["reason"]["code"] == "apart_market"
    assert told["across"]["currency"] == "JPY"
    assert {run["name"] for run in told["across"]["runs"]} == {"big", "fx"}
    assert told["apart"][0]["reason"]["text"].startswith("fx: apart from big, for the market is another (USDJPY")
    assert "fx: 市場が異なるため" in overlay(big, fx, *QUICK, "--lang", "ja")


@pytest.mark.pages
def test_one_config_is_run_at_several_accounts(overlay):
    period = [part for setting in YEAR for part in ("--set", setting)]
    told = json.loads(overlay("--profiles", "us_fcm_tbill,jp_retail_futures", *period, *QUICK, "--json"))
    assert {run["name"]: run["account"] for run in told["runs"]} == {
        name: name for name in ("us_fcm_tbill", "jp_retail_futures")
    }
    assert {run["pattern"] for run in told["runs"]} == {"A"}
    assert [(row["name"], row["calls"], row["decided"]) for row in told["accounts"]] == [
        ("us_fcm_tbill", 0, "core"), ("jp_retail_futures", 0, "spare"),
    ]  # fmt: skip
    shown = overlay("--profiles", "us_fcm_tbill,jp_retail_futures", *period, *QUICK)
    assert "what decided" in shown
    assert "core counts 99 %" in shown


def test_an_account_that_does_not_deal_in_the_contracts_is_one_sentence(overlay):
    with pytest.raises(ConfigError, match=r"account\.profile = 'jp_retail_fx' "):
        overlay("--profiles", "us_fcm_tbill,jp_retail_fx", *QUICK)


@pytest.mark.pages
def test_runs_of_one_name_are_told_apart_by_their_settings(overlay, results, whole_market):
    made = [
        backtest(load_config(None, [*YEAR, f"overlay.ratio={ratio}"]), whole_market).save(results)
        for ratio in (0.1, 0.15)
    ]
    told = json.loads(overlay(*(run.path.name for run in made), *QUICK, "--json"))
    assert [run["name"] for run in told["runs"]] == [f"A {run.config.digest[:6]}" for run in made]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("big", "--set", "overlay.ratio=0.1"), "--set and --period are for configs; a saved run stays as it was made"),
        (("big", "big"), "is named twice"),
        (("--profiles", "a,b", "--patterns", "A"), "--patterns and --profiles cannot go together"),
        (("--profiles", "a,a"), "'a' is named twice; name each profile once"),
        (("--profiles", ""), "'' names no profile in one place"),
        (("--profiles", "ibkr,"), "'ibkr,' names no profile in one place"),
        (("--patterns", ""), "'' names no pattern in one place"),
        (("--profiles", "ibkr,cme_fcm", "--set", "account.profile=sbi_futures"), "has no effect with --profiles"),
    ],
)
def test_what_cannot_be_meant_is_refused(overlay, results, arguments, told):
    named = [folder_of(results, "A", "big") if one == "big" else one for one in arguments]
    assert told in overlay(*named, code=2)


@pytest.mark.pages
def test_what_is_no_run_and_a_market_that_is_not_named_are_refused(overlay, results, small_market, tmp_path):
    with pytest.raises(ResultError, match=r"moon: no run in results has that in its name"):
        overlay("moon", folder_of(results, "A", "big"))
    own = backtest(load_config(None), small_market([1000.0] * 150)).save(tmp_path)
    with pytest.raises(ConfigError, match="run A was made on another market; name its own with --market"):
        overlay(folder_of(results, "A", "big"), str(own.path))
