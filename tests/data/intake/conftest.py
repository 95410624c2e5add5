"""Small files of one's own, and markets built from them."""

from functools import partial

import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import xnys
from data.intake.build import Plan, build_market
from data.intake.reading.column_names import FIELDS
from data.intake.source import parse_columns, parse_source

SESSIONS = xnys()


@pytest.fixture(scope="session")
def sessions():
    """ISO dates of the sessions between two dates."""

    def between(first, last):
        from datetime import date

        return [iso(day) for day in SESSIONS.between(*(day_of(date.fromisoformat(text)) for text in (first, last)))]

    return between


@pytest.fixture(scope="session")
def quarter(sessions):
    """Files of the first quarter of 2015, by kind, each as text, to be looked at."""
    days = sessions("2015-01-02", "2015-03-31")
    return {
        "index": ["Date,Open,High,Low,Close",
            *(f"{day},{2000.5 + n},{2012 + n},{1990 + n},{2001 + n}" for n, day in enumerate(days))],
        "vix": ["DATE,VIXCLS", *(f"{day},{18 + n / 100:.2f}" for n, day in enumerate(days))],
        "bills": ["DATE,DTB3", *(f"{day},{0.02 + n % 5 / 100:.2f}" for n, day in enumerate(days))],
        "fx": ["DATE,DEXJPUS", *(f"{day},{119 + n / 100:.2f}" for n, day in enumerate(days))],
    }  # fmt: skip


@pytest.fixture
def own_files(quarter):
    """The files of the quarter; a test changes what it is about."""
    return {kind: list(rows) for kind, rows in quarter.items()}


def build_in(folder, files, *, columns=(), today=None, **plan):
    named = parse_columns(columns, FIELDS)
    sources = {}
    for given, rows in files.items():
        kind, colon, words = given.partition(":")
        path = folder / f"{kind}.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        sources[kind] = parse_source(kind, f"{path}{colon}{words}", named[kind])
    return build_market(Plan(sources, **plan), today)


@pytest.fixture
def build(tmp_path):
    """A market from files given as lists of lines by kind; words follow the kind, as in `bills:discount:13w`."""
    return partial(build_in, tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory, quarter):
    """The market of the files of the quarter, to be looked at."""
    return build_in(tmp_path_factory.mktemp("quarter"), quarter)
