"""The page of a nearest disaster in a real browser."""

import pytest

from data.market.embedded import embedded_market
from engine.nearest.disaster import BreakTerms, nearest_disaster
from engine.report.nearest_page import write_nearest_page
from engine.runs.backtest import backtest
from engine.settings.run_config import load_config
from tests.support.browser import BROWSER, IN_A_BROWSER

pytestmark = IN_A_BROWSER
SETTINGS = ("period=2018", "account.profile=jp_retail_futures", "cash.buffer=0.1")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder, market = tmp_path_factory.mktemp("break"), embedded_market()
    run = backtest(load_config(None, SETTINGS), market)
    found = nearest_disaster(run, market, None, BreakTerms(sessions=2, draws=200))
    return {
        language: write_nearest_page(found, run, folder / f"{language}.html", language) for language in ("en", "ja")
    }


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_asks_for_nothing(pages, language, scheme):
    from playwright.sync_api import sync_playwright

    asked = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER)
        page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(pages[language].as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator("svg.still").count() == 2
        assert page.locator("table").count() == 2
        browser.close()
    assert [url for url in asked if not url.startswith("file:")] == []
