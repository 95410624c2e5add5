"""Small files of one's own, and markets built from them."""

import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import xnys
from data.intake.build import Plan, build_market
from data.intake.reading.names import FIELDS
from data.intake.source import parse_columns, parse_source

SESSIONS = xnys()


@pytest.fixture(scope="session")
def sessions():
    """ISO dates of the sessions between two dates."""

    def between(first, last):
        from datetime import date

        return [iso(day) for day in SESSIONS.between(*(day_of(date.fromisoformat(text)) for text in (first, last)))]

    return between


@pytest.fixture
def own_files(tmp_path, sessions):
    """Files of the first quarter of 2015, by kind, each as text; a test changes what it is about."""
    days = sessions("2015-01-02", "2015-03-31")
    return {
        "index": ["Date,Open,High,Low,Close",
            *(f"{day},{2000.5 + n},{2012 + n},{1990 + n},{2001 + n}" for n, day in enumerate(days))],
        "vix": ["DATE,VIXCLS", *(f"{day},{18 + n / 100:.2f}" for n, day in enumerate(days))],
        "bills": ["DATE,DTB3", *(f"{day},{0.02 + n % 5 / 100:.2f}" for n, day in enumerate(days))],
        "fx": ["DATE,DEXJPUS", *(f"{day},{119 + n / 100:.2f}" for n, day in enumerate(days))],
    }  # fmt: skip


@pytest.fixture
def build(tmp_path):
    """A market from files given as lists of lines by kind; words follow the kind, as in `bills:discount:13w`."""

    def build_from(files, *, columns=(), today=None, **plan):
        named = parse_columns(columns, FIELDS)
        sources = {}
        for given, rows in files.items():
            kind, colon, words = given.partition(":")
            path = tmp_path / f"{kind}.csv"
            path.write_text("\n".join(rows) + "\n", encoding="utf-8")
            sources[kind] = parse_source(kind, f"{path}{colon}{words}", named[kind])
        return build_market(Plan(sources, **plan), today)

    return build_from
