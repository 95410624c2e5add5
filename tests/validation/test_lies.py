"""The page about lies is what a new run of them says, and keeps what it promises."""

import pytest

from validation.lies import PAGE, page
from validation.public_data import FOLDERS


@pytest.mark.pages
def test_the_page_is_what_thousands_of_lies_say():
    if not all(folder.is_dir() for folder in FOLDERS):
        pytest.skip(f"the page looks at public data beside the project: {FOLDERS[0]}, {FOLDERS[1]}")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_has_no_lie_that_was_missed_although_promised():
    assert "although promised: 0." in PAGE.read_text(encoding="utf-8")
