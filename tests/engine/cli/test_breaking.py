"""`overlay break`: what would end a plan, on a terminal, as JSON and as a page."""

import json
import re

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, ResultError
from engine.cli import cli

SOLD = ("--period", "2018", "--set", "account.profile=jp_retail_futures", "--set", "cash.buffer=0.1", "--days", "1")
QUICK = ("--draws", "100")


def said(*options):
    result = CliRunner().invoke(cli, ["break", *options], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.pages
def test_a_plan_that_can_be_sold_is_told_how_and_written_as_a_page(tmp_path):
    page = tmp_path / "page.html"
    code, text = said(*SOLD, *QUICK, "--json", "--report", str(page))
    told = json.loads(text)
    near = told["nearest"]
    assert (told["folder"], told["name"], told["account"], told["currency"]) == (None, "A", "jp_retail_futures", "USD")
    assert told["period"] == {"first": "2018-01-02", "last": told["date"]}
    assert (code, near["outcome"], near["days"][-1]["required"]) == (0, "call_missed", 0.0)
    assert near["index_returns"][0] < -0.1
    assert {one["kind"] for one in told["cures"]} >= {"buffer", "overlay", "profile"}
    html = page.read_text(encoding="utf-8")
    assert html.count('class="still"') == 2
    assert not re.search(r'(src|href)="http', html)
    with pytest.raises(ResultError, match="exists; choose another name or give --force"):
        said(*SOLD, *QUICK, "--report", str(page))


@pytest.mark.pages
def test_an_account_that_nothing_sells_is_told_with_the_worst_case():
    code, text = said("--period", "2018", "--days", "2", *QUICK)
    assert code == 0
    assert "Nothing the model can do sells this account." in text
    assert "What would: an overlay 9.9 times as large" in text


@pytest.mark.pages
def test_in_japanese():
    code, text = said("--period", "2018", "--days", "1", *QUICK, "--lang", "ja")
    assert (code, "この口座は強制決済になりません" in text) == (0, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--days", "11"), "--days 11: should be from 1 to 10 sessions"),
        (("--rarer", "1"), "--rarer 1: should be above 1, such as 10 for ten times rarer"),
        (("--rarer", "inf"), "--rarer inf: should be above 1"),
        (("--rarer", "nan"), "--rarer nan: should be above 1"),
        (("--draws", "9"), "--draws 9: should be from 100 to 1000000"),
        (("--draws", "1000001"), "--draws 1000001: should be from 100 to 1000000"),
        (("--seed", "-1"), "--seed -1: should be 0 or more"),
        (("--late-odds", "1"), "--late-odds 1: should be a chance from 0 to below 1"),
        (("--pattern", "cash"), "shares need no margin|a fund with futures"),
    ],
)
def test_what_cannot_be_is_refused(options, sentence):
    with pytest.raises(ConfigError, match=sentence):
        said("--period", "2018-02", *options)
