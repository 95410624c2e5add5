"""What a user writes after a file's name."""

from pathlib import Path

import pytest

from data.base.errors import ConfigError
from data.intake.source import parse_source, tenor_days


@pytest.mark.parametrize(
    ("kind", "text", "path", "words"),
    [
        ("bills", "DTB3.csv", "DTB3.csv", {}),
        ("bills", "b.csv:percent:discount:13w", "b.csv", {"unit": "percent", "basis": "discount", "tenor": "13w"}),
        ("bills", r"C:\data\b.csv:yield", r"C:\data\b.csv", {"basis": "yield"}),
        ("bills", r"C:\data\b.csv", r"C:\data\b.csv", {}),
        ("index", "x.csv:dmy:comma", "x.csv", {"order": "dmy", "mark": "comma"}),
        ("fx", "x.csv:JPYUSD", "x.csv", {"direction": "jpyusd"}),
    ],
)
def test_words_after_the_name_are_told_from_the_path(kind, text, path, words):
    source = parse_source(kind, text)
    assert (source.path, dict(source.words)) == (Path(path), words)


def test_a_file_whose_name_ends_like_a_word_is_that_file(tmp_path):
    path = tmp_path / "odd:percent"
    path.touch()
    assert parse_source("bills", str(path)).path == path


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (
            "bills",
            "b.csv:bps",
            "--bills: unknown word 'bps' after the file's name; known: percent, decimal, discount, yield",
        ),
        (
            "bills",
            "b.csv:percent:decimal",
            "--bills b.csv:percent:decimal: 'percent' and 'decimal' contradict each other",
        ),
        (
            "index",
            "x.csv:percent",
            "--index: unknown word 'percent' after the file's name; known: mdy, dmy, point, comma",
        ),
    ],
)
def test_a_word_that_says_nothing_is_refused(kind, text, sentence):
    with pytest.raises(ConfigError) as error:
        parse_source(kind, text)
    assert str(error.value).startswith(sentence)


def test_tenors_in_days():
    assert [tenor_days(word) for word in ("4w", "13w", "26w", "91d", "1m", "3m", "0w", "w", "13")] == [
        28,
        91,
        182,
        91,
        30,
        91,
        0,
        0,
        0,
    ]
