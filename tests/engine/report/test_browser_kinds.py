"""Each kind of page in a browser: as it is seen, dark, on a phone, in Japanese, on paper, and by those who cannot see
it.
"""

import pytest

from tests.support.browser import A_BROWSER, then
from tests.support.pages import KINDS, coloured, faults
from tests.support.sparing import only

pytestmark = A_BROWSER
QUICK = only(KINDS, "comparison")
PAPER = 680
"""Pixels between the edges of A4."""
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 390},
    "japanese": {"language": "ja"},
    "japanese phone": {"language": "ja", "width": 390},
    "paper": {"media": "print", "width": PAPER},
    "japanese paper": {"media": "print", "width": PAPER, "language": "ja"},
    "no scripts": {"scripts": False},
}


@pytest.fixture(scope="module")
def page_file(market, tmp_path_factory):
    """The file of a page by its kind and language; made once."""
    folder, made = tmp_path_factory.mktemp("pages"), {}

    def file(kind, language):
        path = folder / f"{kind}.{language}.html"
        if path not in made:
            own = folder / f"{kind}-{language}"
            own.mkdir()
            made[path] = path.write_text(KINDS[kind](market, own, language), encoding="utf-8")
        return path.as_uri()

    return file


@pytest.mark.pages
@pytest.mark.parametrize("kind", QUICK)
def test_each_kind_of_page_shows_its_charts_whole_and_asks_for_nothing(offline, page_file, kind):
    assert faults(offline(page_file(kind, "en"))) == []


@pytest.mark.pages
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page_is_whole_in_every_look(offline, page_file, kind, look):
    assert faults(offline(page_file(kind, LOOKS[look].get("language", "en")), **without(LOOKS[look], "language"))) == []


def without(settings, name):
    return {key: value for key, value in settings.items() if key != name}


@pytest.mark.pages
@pytest.mark.parametrize("look", ["light", "dark", "phone"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_serious_is_in_the_way_of_those_who_cannot_see(offline, page_file, kind, look):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(offline(page_file(kind, "en"), **LOOKS[look]), options={"resultTypes": ["violations"]})
    assert [
        (one["id"], one["nodes"][0]["html"][:120], len(one["nodes"]))
        for one in found.response["violations"]
        if one["impact"] in {"serious", "critical"}
    ] == []


@pytest.mark.pages
def test_a_page_that_is_printed_before_anything_is_drawn_has_every_chart(chromium, page_file):
    page = chromium.new_context(viewport={"width": PAPER, "height": 900}).new_page()
    page.goto(page_file("comparison", "en"), wait_until="commit")
    page.wait_for_selector("footer")
    page.emulate_media(media="print")
    found = coloured(page)
    assert len(found) == page.eval_on_selector_all(".plot", "all => all.length") >= 9
    assert all(count > 100 for count in found.values())
    page.context.close()


@pytest.mark.pages
def test_what_the_reader_has_chosen_is_what_is_printed(offline, page_file):
    page = offline(page_file("comparison", "en"), width=1100, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.is_visible("#chart-equity .still")
    assert page.is_hidden("#chart-equity .main-svg >> nth=0")
    page.emulate_media(media="screen", color_scheme="dark")
    then(page, lambda: page.uncheck("#shown input[value='0']"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate(f"document.body.style.width = '{PAPER}px'")
    page.emulate_media(media="print")
    assert page.is_hidden("#chart-equity .still")
    assert min(coloured(page).values()) > 100
    assert page.evaluate("document.documentElement.scrollWidth") <= 1100


@pytest.mark.pages
@pytest.mark.parametrize("kind", ["fx", "cash", "own"])
def test_a_period_can_be_chosen_on_each_kind_of_page(offline, page_file, kind):
    page = offline(page_file(kind, "en"))
    then(page, lambda: page.select_option("#period", "last-1"))
    assert page.is_visible(".of-period")
    assert "over the whole run" in page.text_content("[data-live='told-0']")
