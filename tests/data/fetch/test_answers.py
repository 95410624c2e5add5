"""An answer of each source in its present form: fetched, kept as it came, and read for what it says."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.base.days import day_of
from data.fetch.fetching import Fetcher
from data.fetch.public_series import SERIES
from data.intake.series_file import read_history
from data.intake.source import Source
from data.renewal.checked import checked
from data.renewal.needed import first_day, last_day, require_all, sources
from data.renewal.renewed import renewed
from tests.support import fetched_files
from tests.support.sparing import only

ANSWERS = Path(__file__).with_name("answers")
NOTE = ANSWERS / "README.md"
NAMES = [one.name for one in SERIES]
READ = {
    # kind, rows that have a value, the first and the last of them
    "dtb3": ("bills", 14, ("1954-01-04", 1.33), ("2026-01-29", 3.59)),
    "dtb4wk": ("bills", 7, ("2001-07-31", 3.61), ("2026-01-21", 3.66)),
    "dgs1mo": ("bills-1m", 9, ("2001-07-31", 3.67), ("2026-05-28", None)),
    "vixcls": ("vix", 5, ("1990-01-02", 17.24), ("2026-07-06", 16.25)),
    "dexjpus": ("fx", 6, ("1971-01-04", 357.73), ("2025-09-03", 148.07)),
    "sp500": ("index", 4, ("2016-07-11", 2100.5), ("2026-07-06", 7410.35)),
    "vix": ("vix", 5, ("1990-01-02", 17.24), ("2026-07-06", 16.25)),
    "vix3m": ("vix", 3, ("2009-09-18", 26.5), ("2026-07-06", 19.0)),
    "treasury-bills": ("bills", 4, ("2026-01-02", None), ("2026-01-07", None)),
    "ecb-rates": ("fx", 4, ("1999-01-04", 133.73 / 1.1789), ("2025-04-25", 162.8 / 1.1357)),
    "shiller": ("dividends", 33, ("1871-01-01", 0.26 / 4.4), ("2023-09-01", 68.1 / 4400.0)),
    "gspc": ("index", 4, ("1927-12-30", 17.66), ("2026-07-06", 7410.35)),
}
"""What is read of those of which a market can be built."""


def answer(name):
    (series,) = (one for one in SERIES if one.name == name)
    (path,) = ANSWERS.glob(series.file.replace("{year}", "*"))
    return path


@pytest.mark.parametrize("name", only(NAMES, "treasury-bills", "ecb-rates", "gspc"))
def test_every_source_is_fetched_in_its_present_form(name, fetch, reply, store, fake):
    fake.now = fake.now.replace(year=2026, month=7, day=10)
    sent, since = answer(name).read_bytes(), date(2016, 7, 1) if name == "sp500" else None
    outcome = fetch(name, reply(sent, packed=name in {"dtb3", "gspc"}), since=since)
    assert (outcome.state, outcome.why) == ("fetched", "")
    assert (store.folder / outcome.download.file).read_bytes() == sent
    assert outcome.record.last is None or outcome.record.last >= date(2025, 4, 25)


@pytest.mark.parametrize("name", READ)
def test_every_source_is_read_for_what_it_says(name):
    kind, rows, first, last = READ[name]
    words = {"tenor": "13w"} if name == "treasury-bills" else {}
    history = read_history(Source(kind, answer(name), words))
    assert [one for one in history.findings if one.severity == "error"] == []
    values = history.values[history.main]
    known = values == values  # noqa: PLR0124  (a value that is not a number is not itself)
    assert int(known.sum()) == rows
    days, figures = history.days[known], values[known]
    for (day, value), place in ((first, 0), (last, -1)):
        assert days[place] == day_of(date.fromisoformat(day))
        assert value is None or figures[place] == pytest.approx(value, rel=1e-12)


@pytest.mark.pages
def test_fetched_series_bring_the_market_of_the_program_to_the_day(local, opened, store, server, fake, reply):
    fake.now, since = fetched_files.NOW, first_day(None)
    sent = fetched_files.bodies()
    planned = [replace(one, since=since) for name in sent for one in local(name, since, fake.now)]
    server.say(*(reply(sent[one.name]) for one in planned))
    outcomes = list(Fetcher(store, opened(), fake.clock).fetch_all(planned, lambda _one: None))
    require_all(outcomes)
    last = day_of(last_day(store))
    made = renewed(sources(store), day_of(since), last, last + 1)
    assert (made.sessions, made.market.days[-1]) == (fetched_files.SESSIONS, fetched_files.LAST)
    assert checked(made.market, store.folder / "m.parquet", last + 1) == []


def test_a_note_tells_where_every_form_was_seen():
    note = NOTE.read_text(encoding="utf-8")
    named = {one.name.removesuffix(".csv") for one in ANSWERS.iterdir() if one != NOTE}
    assert sorted(name for name in named if f"`{name}`" not in note) == []
