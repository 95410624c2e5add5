"""The page of a paper journal: where it stands, what was done otherwise, by what it is judged, what to do next."""

import base64
import gzip
import json
import re

import pytest

from engine.day.given import GivenFill
from engine.journal.followed import followed
from engine.report.journal_page import journal_html, write_journal_report
from engine.report.paper_lines import status_lines
from engine.words import LANGUAGES
from tests.support.headings import empty_headings, headings
from tests.support.papers import began, on


@pytest.fixture(scope="module")
def found(market, tmp_path_factory):
    """A journal of ten weeks in which one contract less was bought than was ordered, and dearer."""
    paper = began(tmp_path_factory.mktemp("paper") / "spx", market, "2018-01-02", "overlay.ratio=0.3")
    paper.step(market, on("2018-01-02"))
    paper.fill(market, on("2018-01-03"), [GivenFill("MESH18", 21, 2716.0)], "too late")
    paper.step(market, on("2018-03-16"))
    return followed(paper, market)


def packed(html):
    content = gzip.decompress(base64.b64decode(re.search(r'id="payload">([^<]+)<', html).group(1)))
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_tells_all_of_a_journal_and_no_heading_is_empty(found, language):
    html = journal_html(found, language)
    assert empty_headings(html) == []
    assert len(headings(html.partition('class="limitations"')[0])) == 6
    assert f"{found.deviations.cost:+,.2f}" in html
    assert "too late" in html
    assert found.status.head.sha256 in html
    assert {"0/equity", "1/equity", "0/apart"} < {*packed(html)["columns"]}


def test_the_model_is_the_account_with_what_the_deviations_cost(found):
    assert found.model.table("equity")["equity"][-1].as_py() - found.status.equity == pytest.approx(
        found.deviations.cost, abs=1e-6
    )


def test_the_last_month_that_is_over_is_judged_question_by_question(found):
    html = journal_html(found)
    assert "The month judged: 2018-02" in html
    assert html.count("<td>good</td>") + html.count("<td>not ") == len(found.judgement.seen.points)


@pytest.mark.pages
def test_money_that_was_taken_out_is_no_loss_of_the_account(market, tmp_path):
    paper = began(tmp_path / "living", market, "2018-01-02", "pattern='core'", "flows.withdraw=200000")
    paper.step(market, on("2018-03-01"))
    living = followed(paper, market)
    assert living.status.flowed == (-400_000.0, -200_000.0)
    told = next(line for line in status_lines(paper, living.status) if line.startswith("equity"))
    since = living.status.equity - 600_000.0
    assert 0.0 < since < 3_000.0
    assert told.endswith(f"{since:+,.2f} since the account was opened)")
    html = journal_html(living)
    assert f"{since:+,.0f} since the account was opened (+0.1" in html
    assert "Paid in less taken out: \N{MINUS SIGN}400,000.00 USD" in html


@pytest.mark.pages
def test_where_all_fills_are_the_models_there_is_one_curve_and_no_table_of_deviations(market, tmp_path):
    paper = began(tmp_path / "fx", market, "2018-01-02", "pattern='fx'", "capital.currency=JPY")
    paper.step(market, on("2018-02-16"))
    html = write_journal_report(followed(paper, market), tmp_path / "page.html").read_text(encoding="utf-8")
    assert empty_headings(html) == []
    assert len(packed(html)["runs"]) == 1
    assert "Done otherwise" not in html
    assert "The month judged" not in html
