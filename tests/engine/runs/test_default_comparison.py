"""What is compared where nobody says what, and runs of differing accounts beside each other: each says which account it
has.
"""

import json

import pytest

from engine import backtest, compare, compare_results, load_comparison, load_config
from engine.analysis.uncertainty import Resampling
from engine.cli.showing import plain_comparison
from engine.notebook.cards import card
from engine.report.headlines import own_lines
from engine.report.page import report_html
from engine.runs.default_comparison import DEFAULT
from engine.saved.listing import saved_in
from engine.settings.account_sections import AccountRules
from engine.words import words
from tests.support.first_screen import verdict

FEW = Resampling(count=200)
PERIOD = ("period.start=2008-06-02", "period.end=2008-12-31")
LINE = "accounts: us_fcm_tbill: core, A, B, C; jp_retail_futures: A jp"


@pytest.fixture(scope="module")
def default(market):
    return compare(config=load_config(None, PERIOD), market=market)


def test_the_patterns_on_a_fund_are_compared_and_futures_at_a_broker_at_whom_a_call_is_possible(default):
    assert {name: (run.config.pattern, run.config.account.profile) for name, run in default.runs.items()} == {
        **{pattern: (pattern, "us_fcm_tbill") for pattern in ("core", "A", "B", "C")},
        "A jp": ("A", "jp_retail_futures"),
    }
    assert default.runs["A jp"].config.name == "A jp"
    distance = {name: run.metrics["closest_call"] for name, run in default.runs.items()}
    assert distance["A"] == 1.0
    assert 0.0 < distance["A jp"] < 0.3


def test_it_is_a_run_like_any_other(default, market):
    alone = backtest(load_config(None, [*PERIOD, "account.profile=jp_retail_futures"], pattern="A"), market)
    beside = default.runs["A jp"]
    assert beside.config.digest == alone.config.digest
    assert beside.table("equity") == alone.table("equity")


@pytest.mark.pages
@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (("overlay.ratio=0.1",), list(DEFAULT)),
        (("account.profile=cme_ief2",), ["core", "A", "B", "C"]),
        (("account.grace=2",), ["core", "A", "B", "C"]),
    ],
)
def test_whoever_says_at_which_account_is_shown_no_other(market, settings, names):
    short = ("period.start=2017-01-03", "period.end=2017-01-31", *settings)
    assert list(compare(config=load_config(None, short), market=market).runs) == names


def test_whoever_names_patterns_is_shown_those(market):
    short = load_config(None, ["period.start=2017-01-03", "period.end=2017-01-31"])
    assert list(compare(("A",), short, market).runs) == ["A"]


@pytest.mark.pages
def test_every_place_says_which_account_a_run_has_where_they_differ(default):
    assert own_lines(default.runs) == [LINE]
    assert repr(default).endswith(LINE)
    assert f"<li>{LINE}</li>" in card(default)
    assert [run["account"] for run in plain_comparison(default)["runs"]] == [
        *["us_fcm_tbill"] * 4,
        "jp_retail_futures",
    ]
    of_jp, of_jp_in_japanese = (verdict(default, words(language))[4] for language in ("en", "ja"))
    assert of_jp.startswith("A jp: ")
    assert "margin call nearest on 2008-" in of_jp
    assert "追証に最も近づいたのは 2008-" in of_jp_in_japanese


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_says_so_of_each_run_and_of_its_stress_test(default, language):
    html = report_html(default, language)
    assert html.count("<code>us_fcm_tbill</code>") == 4
    assert html.count("<code>jp_retail_futures</code>") == 1
    assert "<h4>A jp, jp_retail_futures, 2008-" in html
    assert "<h4>A, us_fcm_tbill, 2008-" in html


@pytest.mark.pages
def test_margin_calls_are_told_of_the_run_to_which_they_came(market):
    deep = ("overlay.ratio=1", "overlay.max_total_exposure=2.5", "overlay.acknowledge_high_leverage=true",
        "cash.buffer=0",
            "stops.voluntary=false", "halving.enabled=false")  # fmt: skip
    at = {"fund": (), "cash only": ("account.profile=jp_retail_futures",)}
    runs = {name: backtest(load_config(None, [*PERIOD, *deep, *more]), market) for name, more in at.items()}
    calls = runs["cash only"].metrics["margin_calls"]
    assert calls > 0
    at_fund, at_cash = verdict(compare_results(runs, market, plan=FEW), words())[:2]
    assert f"margin calls: {calls:.0f}, the first on 2008-" in at_cash
    assert "margin calls" not in at_fund


@pytest.mark.pages
def test_accounts_that_do_not_differ_are_not_told(market):
    short = load_config(None, ["period.start=2017-01-03", "period.end=2017-02-28", "account.grace=2"])
    comparison = compare(("core", "A"), short, market)
    assert own_lines(comparison.runs) == []
    assert "accounts:" not in repr(comparison) + card(comparison)
    html = report_html(comparison)
    assert "<code>us_fcm_tbill (grace = 2)</code>" not in html
    assert "<h4>A, 2017-" in html


def test_an_account_is_told_with_what_of_its_profile_is_overridden():
    assert AccountRules().told == "us_fcm_tbill"
    changed = AccountRules(profile="cme_ief2", grace=2, negative_cash=True)
    assert changed.told == "cme_ief2 (grace = 2, negative_cash = True)"


@pytest.mark.pages
def test_saved_it_is_listed_with_its_accounts_and_comes_back(default, tmp_path):
    saved = default.save(tmp_path)
    manifest = json.loads((saved.path / "comparison.json").read_text())
    assert manifest["runs"]["A jp"]["account"] == "jp_retail_futures"
    assert own_lines(load_comparison(saved.path).runs) == [LINE]
    listed = {one.path: one for one in saved_in(tmp_path).saved}
    whole, beside = listed[saved.path], listed[saved.runs["A jp"].path]
    assert (whole.patterns, whole.name) == (("core", "A", "B", "C"), "core, A, B, C, A jp")
    assert whole.accounts == ("us_fcm_tbill", "jp_retail_futures")
    assert (beside.name, beside.accounts) == ("A jp", ("jp_retail_futures",))
