"""`docs/plan.md` says what its commands say."""

import pytest

from tests.support.plans import LACKS, PASSED, THROWN_OUT
from validation.plan import PAGE, page


@pytest.mark.pages
def test_the_page_is_what_its_commands_print():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_tells_of_every_plan():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in (*LACKS, *PASSED, THROWN_OUT) if f"`{name}.toml`" not in text] == []
