import unicodedata

import pytest

from data.base.visible import in_one_line, visible

STEERS = {
    "\x00": r"\x00", "\x07": r"\x07", "\r": r"\r", "\x1b": r"\x1b", "\x7f": r"\x7f", "\x85": r"\u0085",
    "\x9b": r"\u009b", "\u202e": r"\u202e", "\u2066": r"\u2066", "\u200b": r"\u200b", "\ufeff": r"\ufeff",
    "\u2028": r"\u2028", "\U000e0041": r"\U000e0041", "\udcff": r"\udcff",
}  # fmt: skip


@pytest.mark.parametrize("letter", STEERS, ids=ascii)
def test_what_steers_a_terminal_or_turns_text_round_is_shown_as_it_would_be_typed(letter):
    assert visible(f"a{letter}b") == in_one_line(f"a{letter}b") == f"a{STEERS[letter]}b"


def test_text_of_every_script_stays_as_it_is():
    for text in ("a\tb\nc", "日本語、全角　空白", "é ñ ±", "नि\u200dक", "👩\u200d🚀", ""):
        assert visible(text) == text
    assert in_one_line("a\tb\nc") == r"a\tb\nc"


def test_no_control_character_at_all_is_left():
    every = "".join(chr(one) for block in (range(0x3000), range(0xFE00, 0x10000)) for one in block)
    left = {one for one in visible(every) if unicodedata.category(one) in {"Cc", "Zl", "Zp"}}
    assert left == {"\t", "\n"}
    assert {unicodedata.bidirectional(one) for one in visible(every)}.isdisjoint(
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    )
