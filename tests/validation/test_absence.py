"""Accounts that nobody looks after: the page says what clocks and runs say."""

import pytest

from validation.absence import PAGES, clock_lines, march, march_lines

TEXTS = {language: path.read_text(encoding="utf-8") for language, path in PAGES.items()}


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_clocks_and_the_year_2020_are_those_of_accounts_and_runs(language):
    assert clock_lines(language) in TEXTS[language]
    assert march_lines(language) in TEXTS[language]


@pytest.mark.parametrize("language", PAGES)
def test_a_console_of_japan_can_show_the_page(language):
    assert TEXTS[language].encode("cp932")


def test_every_account_for_futures_has_a_line_by_its_clock():
    assert {line.split("`")[1] for line in clock_lines("en").splitlines()[2:]} >= {
        "us_fcm_tbill", "retail_cash_margin", "jp_retail_futures", "sbi_futures", "ibkr",
    }  # fmt: skip


@pytest.mark.pages
def test_thin_cash_is_sold_where_only_cash_counts_and_nobody_is_there():
    def kinds(profile, *, gone):
        return march("thin", profile, gone=gone).table("events")["kind"].to_pylist()

    assert "liquidation" in kinds("jp_retail_futures", gone=True)
    assert "liquidation" not in kinds("jp_retail_futures", gone=False)
    assert "liquidation" not in kinds("us_fcm_tbill", gone=True)
