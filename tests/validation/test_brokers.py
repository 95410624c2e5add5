"""`docs/brokers.md` and `docs/brokers.ja.md` say what the facts say."""

import pytest

from data.facts import facts
from engine.account.profiles import ALL_BOUNDS, TABLE, fx_profile_names, names_in
from validation.accounts import ACCOUNTS
from validation.brokers import BY_NAME, PAGES, page, rows, told
from validation.two_languages import words_of

LEFT_OUT = {
    "option_haircut", "voluntary_stop_level", "liquidation_half_spread", "deals_in", "deposit_haircut",
    "deposit_lag",
}  # fmt: skip
"""Terms that are the same at every broker, or none's."""


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_what_the_facts_say(language):
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("language", PAGES)
def test_every_term_is_told_in_both_languages(language):
    assert {*words_of("brokers", language)["terms"]} == {*ALL_BOUNDS} - LEFT_OUT


def test_the_pages_tell_of_every_broker_by_name():
    assert {*BY_NAME} == {*names_in(facts(TABLE))} - {*ACCOUNTS, *fx_profile_names()}


@pytest.mark.parametrize("broker", BY_NAME)
def test_every_row_of_a_broker_is_on_the_page_with_its_source(broker):
    shown = [(since, sure, source) for _, _, since, sure, source in rows(broker, "en")]
    kept = [row for row in facts(TABLE).under(broker) if row.name.partition(".")[2] not in LEFT_OUT]
    assert len(shown) == len(kept)
    assert {source for _, _, source in shown} == {row.source for row in kept}


def test_deadlines_are_told_as_brokers_write_them():
    deadlines = {broker: told(broker, "ja")[1] for broker in BY_NAME}
    assert deadlines["sbi_futures"] == "発生日の 1 営業日後 15:30"
    assert deadlines["matsui_futures"] == "発生日の 1 営業日後 11:30"
    assert deadlines["rakuten_futures"] == deadlines["monex_futures"] == "発生日の 1 営業日後 12:00"


def test_the_japanese_page_can_be_read_on_a_japanese_console():
    assert page("ja").encode("cp932")
