"""The page of real start dates has what the runs say."""

import pytest

from data.market.embedded import embedded_market
from validation.survival_history import PAGE, planned, share, spans, table, told


@pytest.mark.pages
def test_a_row_of_the_page_is_what_the_runs_say():
    lines = planned()[2:3]
    found = told(lines, embedded_market())
    text = PAGE.read_text(encoding="utf-8")
    assert list(table(lines, found))[-1] in text
    assert spans(found[0]) in text


def test_a_share_that_is_small_keeps_its_digits():
    assert [share(some, 6116) for some in (0, 1, 61, 62, 6116)] == ["0", "0.02 %", "1.00 %", "1.0 %", "100.0 %"]
