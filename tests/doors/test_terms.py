"""The Japanese words for one thing are one everywhere: those of `docs/terms.ja.md`, and no other for the same."""

import re
from itertools import chain

import pytest

from tests.support.doors import ROOT, text

BANNED = {
    "変動率": "ボラティリティ", "最大の下落": "最大ドローダウン", "最大下落": "最大ドローダウン",
    "上乗せ": "オーバーレイ", "乗り換え": "ロール", "換金": "解約",
    "余剰キャッシュ": "余裕資金", "余剰資金": "余裕資金",
    "月次停止": "月次損失停止", "損失ストップ": "月次損失停止", "強制ロスカット": "ロスカット",
    "偶然を超え": "統計的に有意", "運を超え": "統計的に有意", "紙上運用": "ペーパートレード",
    "ペーパー運用": "ペーパートレード", "業者": "証券会社", "\N{WAVE DASH}": "\N{FULLWIDTH TILDE}",
}  # fmt: skip
"""Words that a Japanese page could say instead, with the one that is ours."""
PLACES = ("engine/words/*ja.toml", "data/base/words/ja.toml", "*.ja.md", "docs/*.ja.md", "validation/*.ja.md")
FILES = sorted(chain.from_iterable(ROOT.glob(place) for place in PLACES))
CELLS = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def terms():
    return [row for row in CELLS.findall(text("docs/terms.ja.md")) if row[0] != "用語"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_other_word_is_used_for_a_term(file):
    told = file.read_text(encoding="utf-8")
    assert {word: ours for word, ours in BANNED.items() if word in told} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_roll_has_its_one_name(file):
    assert re.findall(r"(?<!ロール\()限月交代", file.read_text(encoding="utf-8")) == []


def test_the_words_that_are_ours_are_terms_with_a_reading_and_a_meaning():
    found = terms()
    names = [name for name, *_ in found]
    assert len(names) == len({*names}) >= 25
    assert all(re.fullmatch(r"[ぁ-ゖー()]+", reading) for _, reading, *_ in found)
    assert {*BANNED.values()} - {"\N{FULLWIDTH TILDE}", "証券会社"} - {*names, "ロール"} == set()


def test_every_term_is_a_word_of_the_program_or_of_its_pages():
    told = "".join(file.read_text(encoding="utf-8") for file in FILES if file.name != "terms.ja.md")
    assert [name for name, *_ in terms() if name not in told] == []
