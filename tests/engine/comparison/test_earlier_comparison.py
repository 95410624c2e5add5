"""A comparison that an earlier version saved: told as far as it knows, in each language."""

import pytest

from engine import load_comparison
from engine.report.page import report_html
from engine.words import words
from tests.support.first_screen import verdict


@pytest.mark.pages
@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "was not tested; the notes say why."), ("ja", "検定していない。理由は注のとおり。")],
)
def test_of_an_earlier_version_the_notes_say_why_nothing_was_tested(root, language, told):
    earlier = load_comparison(next((root / "tests" / "golden" / "4").glob("*-compare-*")))
    assert told in "\n".join(verdict(earlier, words(language)))
    assert earlier.manifest["notes"][0] in report_html(earlier, language)
