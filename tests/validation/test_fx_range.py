"""The pages on trades in a range, and on what is sold as a hedge, are what runs say."""

import pytest

from validation import fx_range, hedge


@pytest.mark.pages
@pytest.mark.parametrize("language", ["", ".ja"])
@pytest.mark.parametrize("name", ["fx_range", "hedge"])
def test_the_page_is_what_runs_say(name, language):
    written = {"fx_range": fx_range.page, "hedge": hedge.page}[name](language)
    assert (fx_range.DOCS / f"{name}{language}.md").read_text(encoding="utf-8") == written
