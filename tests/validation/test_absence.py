"""Accounts that nobody looks after: the page says what clocks and runs say."""

import pytest

from validation.absence import PAGES, clock_lines, march, march_lines
from validation.absence_history import CRISES, accounts, alone_for_a_year, crisis, crisis_lines, year

TEXTS = {language: path.read_text(encoding="utf-8") for language, path in PAGES.items()}


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_clocks_and_the_year_2020_are_those_of_accounts_and_runs(language):
    assert clock_lines(language) in TEXTS[language]
    assert march_lines(language) in TEXTS[language]


@pytest.mark.parametrize("language", PAGES)
def test_a_console_of_japan_can_show_the_page(language):
    assert TEXTS[language].encode("cp932")


CLOCKS = {line.split("`")[1]: line for line in clock_lines("en").splitlines()[2:]}


def test_every_account_in_force_has_a_line_by_its_clock():
    assert {*accounts(), "rakuten_cfd", "jp_retail_fx", "sbi_margin", "us_reg_t"} < set(CLOCKS)
    assert len(CLOCKS) == 17


PUBLISHED = {
    "matsui_futures": ("10-01 11:30", "on the day of the deadline"),
    "monex_futures": ("10-01 12:00", "on the day of the deadline"),
    "rakuten_futures": ("10-01 12:00", "on the day of the deadline"),
    "sbi_futures": ("10-01 15:30", "T+1 of the deadline"),
}
"""Deadlines that brokers publish for a call of 30 September, in Tokyo, and when they close what was not answered:
support.matsui.co.jp/faq 1711, faq.monex.co.jp 382, futures_loss_cut of Rakuten Securities, help of SBI Securities.
"""


@pytest.mark.parametrize("account", PUBLISHED)
def test_deadlines_are_those_that_brokers_publish(account):
    due, closed = PUBLISHED[account]
    cells = [cell.strip() for cell in CLOCKS[account].split("|")[1:-1]]
    assert cells[2].startswith("T+1 ")
    assert cells[2].endswith(f"{due} Tokyo")
    assert cells[3].startswith(closed)
    assert cells[4] == "everything"


def sold(profile, name, *, gone):
    """Days from a crisis's evening on with what happened on them."""
    events = crisis(profile, CRISES[name], gone=gone).table("events")
    rows = zip(events["date"].to_pylist(), events["kind"].to_pylist(), strict=True)
    called = ("margin_call", "deadline_missed", "liquidation")
    return [(day.isoformat(), kind) for day, kind in rows if kind in called][:3]


def test_the_same_call_is_closed_on_the_day_that_each_broker_publishes():
    friday, monday, tuesday = "1987-10-16", "1987-10-19", "1987-10-20"
    assert sold("matsui_futures", "1987-10", gone=True) == [
        (friday, "margin_call"), (monday, "deadline_missed"), (monday, "liquidation")
    ]  # fmt: skip
    assert sold("sbi_futures", "1987-10", gone=True) == [
        (friday, "margin_call"), (monday, "deadline_missed"), (tuesday, "liquidation")
    ]  # fmt: skip
    assert sold("ibkr", "1987-10", gone=True)[:2] == [(friday, "margin_call"), (monday, "liquidation")]
    assert sold("sbi_futures", "1987-10", gone=False) == []
    assert sold("us_fcm_tbill", "1987-10", gone=True) == []


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_crises_are_those_of_runs(language):
    assert crisis_lines(language) in TEXTS[language]


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["A", "C"])
def test_who_is_alone_for_a_year_has_nothing_but_the_fund_after_the_first_expiry(pattern):
    run = alone_for_a_year(pattern, 2020, gone=True)
    table = run.table("equity")
    ended = [
        day for day, held in zip(table["date"].to_pylist(), table["overlay_notional"].to_pylist(), strict=True) if held
    ]
    assert ended[-1].isoformat() == "2020-03-19"
    shown = year(pattern, 2020)
    assert f"{shown.tended:+.1%} | {shown.alone:+.1%} | {shown.cash:.1%}" in TEXTS["en"]
    assert shown.alone < 0.0 < shown.tended


@pytest.mark.pages
def test_thin_cash_is_sold_where_only_cash_counts_and_nobody_is_there():
    def kinds(profile, *, gone):
        return march("thin", profile, gone=gone).table("events")["kind"].to_pylist()

    assert "liquidation" in kinds("jp_retail_futures", gone=True)
    assert "liquidation" not in kinds("jp_retail_futures", gone=False)
    assert "liquidation" not in kinds("us_fcm_tbill", gone=True)
