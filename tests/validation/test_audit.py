"""The page of the audit is what the runs of its accounts say."""

import pytest

from validation.audit import PAGE, page

pytestmark = pytest.mark.pages


def test_the_page_is_what_the_runs_say():
    assert PAGE.read_text(encoding="utf-8") == page()
