"""Findings: a sentence in each language, parts for JSON, and warnings as a market file keeps them."""

import json

import pytest

from data.base.finding import Finding, Refused, lines, sentence, warnings
from data.base.saying import UNSAID, said

BELOW = Finding(
    "high-below-low", "warning", "x.csv", 7, "High", "3230", said("bars.below_low", low=3236.67),
    said("why.high-below-low"), "high-low", "2020-01-08", said("row.before", value=3244.91),
    said("typo.looks", meant=3236.0, what=said("typo.digits")),
)  # fmt: skip
WHOLE = Finding("no-value", "error", "x.csv", None, "Close", "", said("cell.column_empty"), said("why.no-value"))
ENGLISH = (
    "x.csv line 7, 2020-01-08: High 3230 is below the low 3236.67 (3244.91 before); intraday margin calls look at "
    "them; columns may be exchanged; it looks like 3236 with two digits exchanged (--fix high-low)"
)
JAPANESE = (
    "x.csv 7 行目、2020-01-08: [High 3230] 安値 3236.67 を下回る(前 3244.91)。日中の追証の判定に使う。"
    "列が入れ替わっている可能性がある。3236 の誤記と思われる(2 つの数字の入れ替わり)(--fix high-low で修正できる)"
)


def test_the_sentence_of_a_finding_in_both_languages():
    assert str(BELOW) == BELOW.within("en") == ENGLISH
    assert BELOW.within("ja") == JAPANESE


def test_of_a_file_as_a_whole_no_line_and_no_date_is_said():
    assert str(WHOLE) == "x.csv: Close has no value on any row; the wrong column, or an empty download"
    assert WHOLE.within("ja") == "x.csv: [Close] 値のある行が 1 つもない。列の誤りか、空のダウンロード"


def test_a_date_that_is_the_value_is_said_once():
    one = Finding("one-row", "error", "x.csv", 2, "date", "2020-01-02", said("days.only_row"), UNSAID, "", "2020-01-02")
    assert str(one) == "x.csv line 2: date 2020-01-02 is the only row; "


def test_its_parts_for_json_have_codes_values_and_english():
    told = BELOW.plain()
    assert (told["code"], told["values"], told["problem"]) == (
        "bars.below_low", {"low": 3236.67}, "is below the low 3236.67",
    )  # fmt: skip
    assert told["coded"] == {
        "why": {"code": "why.high-below-low", "values": {}},
        "beside": {"code": "row.before", "values": {"value": 3244.91}},
        "cause": {"code": "typo.looks", "values": {"meant": 3236.0, "what": {"code": "typo.digits", "values": {}}}},
    }
    assert told["cause"] == "it looks like 3236 with two digits exchanged"
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_warning_is_kept_as_code_values_and_count_and_says_the_same_again():
    (kept,) = json.loads(json.dumps(warnings([BELOW, WHOLE, BELOW])))
    assert (kept["file"], kept["check"], kept["count"], kept["code"], kept["values"]) == (
        "x.csv", "high-below-low", 2, "bars.below_low", {"low": 3236.67},
    )  # fmt: skip
    assert "text" not in kept
    assert (sentence(kept), sentence(kept, "ja")) == (ENGLISH, JAPANESE)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_warning_that_an_earlier_version_kept_as_text_stands_as_it_is(language):
    assert sentence({"file": "x.csv", "check": "tenor", "text": "x.csv: has bills", "count": 1}, language) == (
        "x.csv: has bills"
    )


def test_of_many_findings_alike_the_rest_is_counted_in_each_language():
    assert lines([BELOW] * 5)[3:] == ["x.csv: and 2 more of high-below-low"]
    assert lines([BELOW] * 5, "ja") == [JAPANESE] * 3 + ["x.csv: high-below-low がほかに 2 件"]


def test_what_is_refused_is_a_sentence_in_english():
    assert str(Refused([BELOW, WHOLE])) == str(WHOLE)
