"""The page of a portfolio in a real browser, opened from disk with the network off."""

import pytest

from engine.portfolio.plan import parse_plan
from engine.portfolio.portfolio import run_portfolio
from engine.report.portfolio_page import write_portfolio_report
from tests.support.a_portfolio import PLAN
from tests.support.browser import IN_A_BROWSER

pytestmark = IN_A_BROWSER
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 390},
    "paper": {"media": "print"},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder, result = tmp_path_factory.mktemp("portfolio"), run_portfolio(parse_plan(PLAN))
    return {one: write_portfolio_report(result, folder / f"{one}.html", one).as_uri() for one in ("en", "ja")}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_fits_and_nothing_is_in_the_way_of_those_who_cannot_see(offline, pages, language, look):
    from axe_playwright_python.sync_playwright import Axe

    page = offline(pages[language], **LOOKS[look])
    assert page.evaluate("document.documentElement.scrollWidth") == LOOKS[look].get("width", 1200)
    assert page.locator("svg.still").count() == 4
    assert page.locator("svg.still path").count() > 20
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


def test_the_name_of_an_account_leads_to_its_checks_and_settings(offline, pages):
    page = offline(pages["en"])
    page.click(".first a >> text=steep")
    assert page.locator("#account-2 summary").count() >= 2
    box = page.locator("#account-2").bounding_box()
    assert 0 <= box["y"] < 900
