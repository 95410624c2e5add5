"""Sentences about files: every code has words in each language, with the same values, and is used."""

import ast
import copy
import json
import pickle
import string
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import data
from data.base.saying import TEXT, UNSAID, as_text, catalogue, said, worded
from data.chains.naming import READ
from data.chains.on_market import UNUSED
from data.chains.rules import ALONE, MARKET
from data.futures.table import CHECKS
from data.intake.dated_tables import DATED
from data.intake.reading.head import BYTE_CHECKS
from data.intake.reading.problems import READING
from data.intake.rules.all_rules import RULES

LANGUAGES = sorted(Path(one.name).stem for one in files("data.base").joinpath("words").iterdir())
ENGLISH = catalogue("en")
SAME = {"text", "alone.share", "chains.beside_day", "chains.series_quote", "chains.volatility", "names.listed",
    "prices.share", "reference.spx", "reference.vix", "row.list"}  # fmt: skip
"""Codes whose words are the same in every language: values, and names."""
_SAMPLES = {"d": 7, "x": 7, "f": 0.25, "g": 0.25, "%": 0.25}


def fields(template):
    """(name, conversion, format) of the values in a template."""
    return {(name, how, form) for _, name, form, how in string.Formatter().parse(template) if name is not None}


def sample(form):
    """A value that a format can write."""
    return _SAMPLES.get(form[-1:], 7 if form.endswith(",") else "x")


def calls():
    """(file, first argument) of each call of `said` in the package."""
    for path in sorted(Path(data.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                yield path.name, node.args[0]


def texts():
    """All texts and beginnings of composed texts in the package."""
    for path in sorted(Path(data.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_words_for_every_code_with_the_same_values_written_the_same(language):
    words = catalogue(language)
    assert set(words) == set(ENGLISH)
    assert {code: fields(text) for code, text in words.items()} == {code: fields(ENGLISH[code]) for code in ENGLISH}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_written(language):
    for code, template in catalogue(language).items():
        values = {name: sample(form) for name, _, form in fields(template)}
        assert worded({"code": code, "values": values}, language).strip(), code


def test_japanese_is_japanese_and_a_terminal_of_windows_can_show_it():
    japanese = catalogue("ja")
    assert {code for code in ENGLISH if japanese[code] == ENGLISH[code]} == SAME
    for text in japanese.values():
        assert text.encode("cp932").decode("cp932") == text


def test_every_code_that_is_said_has_words():
    for file, code in calls():
        if isinstance(code, ast.Constant):
            assert code.value in ENGLISH, f"{file}: {code.value}"
        elif isinstance(code, ast.JoinedStr):
            begins = code.values[0].value
            assert any(one.startswith(begins) for one in ENGLISH), f"{file}: {begins}"


def test_every_word_is_said_by_some_code():
    known = set(texts()) | {"joint"}
    beginnings = tuple(one for one in known if one.endswith((".", "_")) and "." in one)
    assert [code for code in ENGLISH if code not in known and not code.startswith(beginnings)] == []


def test_every_check_says_why_it_matters():
    whys = {f"why.{check}" for check in (*READING, *DATED, *(rule.check for rule in RULES))}
    whys |= {f"why.{check.__name__.replace('_', '-')}" for check in BYTE_CHECKS}
    whys |= {f"why_futures.{check}" for check in CHECKS}
    chains = [*(rule for rule, _ in READ), *(rule for _, rule in (*ALONE, *MARKET)), UNUSED]
    whys |= {f"why_chains.{rule.check}" for rule in chains}
    others = {"why.market", "why.not-a-file", "why.unreadable", "why_beside.another-series", "why_chains.cell-empty",
        "why_dated.column-missing", "why_dated.field-count", "why_spare.text-in-number"}  # fmt: skip
    assert whys | others == {code for code in ENGLISH if code.partition(".")[0].startswith("why")}


def test_a_saying_is_its_english_and_another_languages_from_its_code_and_values():
    one = said("bars.below_low", low=np.float64(3236.67))
    assert (one, one.code, one.values) == ("is below the low 3236.67", "bars.below_low", {"low": 3236.67})
    assert type(one.values["low"]) is float
    assert worded(one, "ja") == "安値 3236.67 を下回る"
    assert worded(one, "a language without words") == one


def test_sayings_in_a_saying_and_lists_of_them_are_said_in_its_language():
    days = [
        said("dates.row_on", rows=1, weekday=said("weekday.5")),
        said("dates.none_on", rows=0, weekday=said("weekday.0")),
    ]
    one = said("dates.weekends", weekday=said("weekday.5"), rows=said("row.list", several=days))
    assert one == "is a Saturday: 1 row on Saturdays, none on Mondays"
    assert worded(one, "ja") == "土曜日である(土曜日に 1 行、月曜日はなし)"


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 0.25])
def test_code_and_values_are_json_and_say_the_same_again(value):
    one = said("prices.moved", change=said("prices.share", change=value), seen=UNSAID)
    told = json.loads(json.dumps(one.coded(), allow_nan=False))
    assert [worded(told, language) for language in ("en", "ja")] == [one, worded(one, "ja")]


def test_a_saying_can_be_copied_and_pickled():
    one = said("bars.below_low", low=1.5)
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301
        assert (other, other.code, other.values) == (one, one.code, one.values)


def test_a_text_without_a_code_is_itself_and_nothing_is_empty():
    one = as_text("is no market")
    assert (one, one.code, worded(one, "ja")) == ("is no market", TEXT, "is no market")
    assert as_text(one) is one
    assert not UNSAID
    assert worded(UNSAID, "ja") == ""


def test_an_unknown_code_or_a_missing_value_is_a_mistake_in_the_program():
    for code in ("bars.no_such_code", "bars.below_low"):
        with pytest.raises(KeyError):
            said(code)
