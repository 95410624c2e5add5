"""The market of the program to the day: its history unchanged, the new sessions as their publishers say."""

import json
from datetime import date

import numpy as np
import pytest

from data.base.cache import content_hash
from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from data.base.finding import Refused
from data.fetch.fetching import DownloadOutcome
from data.fetch.public_series import chosen
from data.fetch.series import downloads
from data.fetch.store import Store
from data.intake.market_file import load_market, write_market
from data.intake.source import Source
from data.market.embedded import embedded_market
from data.pricing.rates import investment_yield
from data.renewal.checked import checked
from data.renewal.needed import first_day, last_day, require_all, sources
from data.renewal.renewed import renewed
from tests.support.fetched_files import LAST, SESSIONS, SINCE, bodies, fred, kept, values


def made(store, last=LAST, more=None):
    return renewed({**sources(store), **(more or {})}, SINCE, last, last + 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return kept(Store(tmp_path_factory.mktemp("kept")))


@pytest.fixture(scope="module")
def to_the_day(store):
    return made(store)


def test_the_history_stays_as_it_is_and_new_sessions_follow(to_the_day):
    history, market = embedded_market(), to_the_day.market
    assert content_hash(market.table.slice(0, len(history))) == history.digest
    assert (to_the_day.sessions, len(market) - len(history)) == (SESSIONS, SESSIONS)
    assert (market.days[-1], market.index, market.starts, market.shipped) == (LAST, "SPX", history.starts, "")
    days, columns = values()
    new = slice(len(days) - SESSIONS, None)
    for name in ("open", "high", "low", "close", "usdjpy"):
        told = [round(one, 2) for one in columns[name][new]]
        assert market.floats(name)[-SESSIONS:].tolist() == pytest.approx(told, abs=1e-9), name
    assert market.floats("vix")[-SESSIONS:].tolist() == columns["vix"][new]
    bills = [investment_yield(one / 100.0, 91) for one in columns["dtb3"][new]]
    assert market.floats("bill_yield")[-SESSIONS:].tolist() == pytest.approx(bills, abs=1e-12)
    assert market.table["open_is_real"].to_pylist()[-SESSIONS:] == [True] * SESSIONS
    assert np.isnan(market.floats("jpy_rate")[-SESSIONS:]).all()


def test_every_column_agrees_on_the_days_that_both_have(to_the_day):
    found = {one.column: (one.days, one.differ) for one in to_the_day.compared}
    assert found == {
        **dict.fromkeys(("open", "high", "low", "close", "vix"), (494, 0)),
        # bills to the end of H.15 in the history, one-month bills to the end of their file, yen to the end of H.10
        "bill_yield": (383, 0), "bill_yield_1m": (479, 0), "usdjpy": (298, 0),
    }  # fmt: skip


def test_the_record_tells_both_parts(to_the_day):
    record = to_the_day.market.origin
    assert record["renewed"] == {"history": embedded_market().digest, "first": "2026-07-13", "last": "2026-07-23"}
    assert [one["source"] for one in record["columns"]["bill_yield"]["spans"]] == ["H.15", "IRX", "H.15"]
    assert record["columns"]["bill_yield"]["spans"][-1]["sessions"] == SESSIONS
    assert record["columns"]["dividend_yield"]["facts_sessions"] == SESSIONS
    assert record["columns"]["jpy_rate"]["unknown_sessions"] == SESSIONS
    assert {one["file"] for one in record["sources"]} >= {"spx_daily.csv", "gspc.chart.json", "dtb3.csv"}


@pytest.mark.pages
def test_it_is_written_and_read_as_a_market_that_a_build_has_looked_at(to_the_day, tmp_path):
    file = write_market(to_the_day.market, tmp_path / "m.parquet")
    again = load_market(file)
    assert again.digest == to_the_day.market.digest
    assert again.origin["renewed"] == to_the_day.market.origin["renewed"]
    assert checked(to_the_day.market, file, LAST + 1) == []


@pytest.mark.pages
def test_yields_and_yen_rates_of_ones_own_are_taken_for_the_new_sessions(store, tmp_path):
    rates, yields = tmp_path / "rates.csv", tmp_path / "yields.csv"
    months = ["2026-05", "2026-06", "2026-07"]
    rates.write_text("month,rate\n" + "".join(f"{one},0.9\n" for one in months), encoding="utf-8")
    yields.write_text("month,yield\n" + "".join(f"{one},1.25\n" for one in months), encoding="utf-8")
    more = {
        "jpy-rate": Source("jpy-rate", rates, {"unit": "percent"}),
        "dividends": Source("dividends", yields, {"unit": "percent"}),
    }
    market = made(store, more=more).market
    assert market.floats("jpy_rate")[-SESSIONS:].tolist() == pytest.approx([0.009] * SESSIONS)
    assert market.floats("dividend_yield")[-SESSIONS:].tolist() == pytest.approx([0.0125] * SESSIONS)


def shifted(name, rows, by):
    days, columns = values()
    figures = [one + by if place < rows else one for place, one in enumerate(columns[name])]
    return days, figures


@pytest.mark.pages
def test_a_few_corrected_days_are_told_and_the_history_stands(tmp_path):
    days, figures = shifted("dtb3", 11, 0.05)
    found = made(kept(Store(tmp_path), dtb3=fred("DTB3", days, figures)))
    (bills,) = (one for one in found.compared if one.differ)
    assert (bills.column, bills.days, bills.differ) == ("bill_yield", 383, 3)
    assert bills.theirs - bills.ours == pytest.approx(0.0005, rel=0.1)
    assert content_hash(found.market.table.slice(0, len(embedded_market()))) == embedded_market().digest


@pytest.mark.pages
def test_another_series_is_refused(tmp_path):
    days, columns = values()
    other = fred("DTB3", days, [one * 1.01 for one in columns["dtb3"]])
    with pytest.raises(DataError, match=r"the fetched bill_yield differs from the history .* on 38\d of 383 days"):
        made(kept(Store(tmp_path), dtb3=other))


@pytest.mark.pages
def test_what_is_wrong_in_a_fetched_file_is_refused_with_its_line(tmp_path):
    days, columns = values()
    figures = [*columns["usdjpy"][:-1], columns["usdjpy"][-1] * 100.0]
    with pytest.raises(Refused, match=r"dexjpus.csv line 512"):
        made(kept(Store(tmp_path), dexjpus=fred("DEXJPUS", days, figures)))


@pytest.mark.pages
def test_nothing_new_is_refused(tmp_path):
    ends = embedded_market().days[-1]
    with pytest.raises(DataError, match="there is no new session yet"):
        made(kept(Store(tmp_path), last=ends), ends)


@pytest.mark.pages
def test_bills_that_ended_long_ago_are_refused(tmp_path):
    days, columns = values()
    with pytest.raises(Refused, match="bill_yield"):
        made(kept(Store(tmp_path), dtb3=fred("DTB3", days[:450], columns["dtb3"][:450])))


@pytest.mark.pages
def test_the_market_ends_where_index_and_vix_are_both_known(store, tmp_path):
    assert last_day(store) == date(2026, 7, 23)
    own = kept(Store(tmp_path))
    note = own.record("vix")
    own.note(type(note)(**{**{name: getattr(note, name) for name in note.__slots__}, "last": date(2026, 7, 21)}))
    assert last_day(own) == date(2026, 7, 21)
    assert made(own, day_of(last_day(own))).sessions == SESSIONS - 2


def test_a_start_too_late_to_compare_is_refused():
    assert first_day(None) == date(2024, 7, 10)
    assert first_day(date(2020, 1, 1)) == date(2020, 1, 1)
    with pytest.raises(ConfigError, match="from the same publisher; give 2025-06-23 or an earlier day"):
        first_day(date(2026, 6, 1))


def test_a_series_that_is_not_there_is_told_with_what_is(store):
    planned = [next(iter(downloads(one, None, date(2026, 7, 24)))) for one in chosen(["gspc", "vix"])]
    there = DownloadOutcome(planned[0], "fetched", record=store.record(planned[0].name))
    require_all([there])
    with pytest.raises(DataError) as refused:
        require_all([there, DownloadOutcome(planned[1], "refused", "no")])
    name, other = planned[0].name, planned[1].name
    assert str(refused.value) == (
        f"no market was made, because of {other}; usable: {name} to 2026-07-23; try again later"
    )
    with pytest.raises(DataError, match="or make one of what is kept with --offline"):
        require_all([there, DownloadOutcome(planned[1], "unreachable", "no", store.record(other))])


@pytest.mark.pages
def test_a_chart_is_told_with_the_digits_it_was_published_with(store):
    chart = json.loads(bodies()["gspc"])["chart"]["result"][0]["indicators"]["quote"][0]["close"]
    assert any(len(str(one)) > 12 for one in chart)
    assert made(store).market.floats("close")[-1] == round(chart[-1], 2)
