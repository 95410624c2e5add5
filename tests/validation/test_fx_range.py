"""The pages on trades in a range are what runs say."""

import pytest

from validation.fx_range import DOCS, page


@pytest.mark.pages
@pytest.mark.parametrize("language", ["", ".ja"])
def test_the_page_is_what_runs_say(language):
    assert (DOCS / f"fx_range{language}.md").read_text(encoding="utf-8") == page(language)
