"""Whatever bytes a file has: a finding or numbers that stand in it, never a crash and never a silent change."""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.base.days import day_of
from data.base.errors import OverlayError
from data.base.finding import Refused
from data.contracts.calendars import xnys
from data.intake.check import check_file
from data.intake.reading.problems import Cells
from data.intake.reading.written_figures import read_figures
from data.intake.rules.all_rules import findings
from data.intake.rules.rule import Context
from data.intake.series_file import read_history
from data.intake.source import KINDS, parse_source
from tests.support.sparing import examples

CONTEXT = Context(xnys(), day_of(date(2020, 1, 31)))
PIECES = [
    "Date", "DATE", "observation_date", "Open", "High", "Low", "Close", "Adj Close", "Volume", "DTB3", "USD", "JPY",
    "Ticker", "Price",
    "2020-01-02", "2020-01-03", "01/06/2020", "20200107", "2020-02-30", "1990.1", "43832", "2020-01-08 16:00",
    "3257.85", "-1", "0",
    ".", "", "NaN", "N/A", "1,234.5", "1.234,5", "1e400", "1.5%", '"', '""', "\x00", "日付", "\ufeff", "x" * 300, "٣",
    "1_000", "inf",
    "4 WEEKS BANK DISCOUNT", "COUPON EQUIVALENT", "1 Mo", "P", "D", "E", "CPI", "Dividends", "open_is_real",
    "Total", "Source: S&P", "time", "Time Period", "OBS_VALUE", "KEY", "CURRENCY", "Date.1", "<DATE>", "<TIME>",
    "データコード", "n.d.", "2012.04.02", "00:00",
]  # fmt: skip
LINES = st.lists(st.lists(st.sampled_from(PIECES), max_size=6), max_size=8)
FEW = settings(max_examples=examples(100))


def survives(content, name="x.csv"):
    """Every kind of reading of these bytes ends in numbers or in findings."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        for kind in KINDS:
            try:
                history = read_history(parse_source(kind, str(path)))
                found = findings(history, CONTEXT)
            except Refused as refused:
                found = list(refused.findings)
                if not found:
                    pytest.fail("refused without a word")
            assert all(len(str(finding)) > 10 for finding in found)
        try:
            check_file(str(path), None, {kind: {} for kind in KINDS}, (None, None), today=CONTEXT.today)
        except OverlayError as error:
            pytest.fail(f"a check ended in {error}")


@pytest.mark.pages
@FEW
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"PK\x03\x04")
@example(b"PAR1PAR1")
@example(b"[" * 50_000)
def test_any_bytes_are_findings_or_numbers(content):
    survives(content)


@pytest.mark.pages
@FEW
@given(LINES, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_table_of_familiar_pieces_is_findings_or_numbers(rows, delimiter, ending):
    survives(ending.join(delimiter.join(row) for row in rows).encode())


@pytest.mark.pages
@settings(max_examples=examples(40))
@given(st.data())
def test_a_damaged_parquet_file_is_a_finding_or_numbers(data):
    whole = pa.BufferOutputStream()
    pq.write_table(pa.table({"Date": ["2020-01-02", "2020-01-03"], "Close": [3257.85, 3234.85]}), whole)
    content = bytearray(whole.getvalue().to_pybytes())
    for place in data.draw(st.lists(st.integers(4, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    survives(bytes(content), "x.parquet")


@settings(max_examples=examples(100))
@given(st.lists(st.floats(0.01, 1e6).map(lambda value: round(value, 2)), min_size=2, max_size=8), st.data())
def test_numbers_written_in_any_way_are_read_as_they_were_meant_or_asked_about(numbers, data):
    ways = {
        "point": lambda value: f"{value:.2f}", "US": lambda value: f"{value:,.2f}",
        "German": lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")),
        "comma": lambda value: f"{value:.2f}".replace(".", ","), "whole": lambda value: f"{value:,.0f}",
        "German whole": lambda value: f"{value:,.0f}".replace(",", "."),
    }  # fmt: skip
    way = data.draw(st.sampled_from(sorted(ways)))
    texts = [ways[way](number) for number in numbers]
    meant = np.round(numbers) if way.endswith("hole") else np.array(numbers)
    figures = read_figures({"close": Cells("x.csv", "Close", texts, range(2, 2 + len(texts)))}, delimiter=";")
    if figures.findings:
        assert {finding.check for finding in figures.findings} == {"number-ambiguous"}
        assert way.endswith("hole")
    else:
        assert np.allclose(
            figures.values["close"],
            [float(f"{value:.0f}") for value in numbers] if way.endswith("hole") else meant,
            rtol=1e-12,
        )


@settings(max_examples=examples(60))
@given(st.data())
def test_a_changed_byte_is_found_or_changes_only_what_it_says(data):
    """A good file with one byte changed: every number read stands in the changed file, and every line is read or told
    about.
    """
    rows = [f"2020-01-{day:02d},{3200 + day}.25" for day in (2, 3, 6, 7, 8, 9, 10)]
    content = bytearray(("Date,Close\n" + "\n".join(rows) + "\n").encode())
    content[data.draw(st.integers(11, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        try:
            history = read_history(parse_source("index", str(path)))
        except Refused:
            return
    text = bytes(content).decode(history.encoding.split(" ")[0] or "utf-8")
    told = {finding.line for finding in history.findings}
    for line, close in zip(history.lines.tolist(), history.values["close"].tolist(), strict=True):
        written = text.splitlines()[line - 1].split(",")[1].strip().replace("\u2013", "-")  # a dash is read as a minus
        assert line in told or (np.isnan(close) and not written) or float(written) == close
    read_or_told = set(history.lines.tolist()) | told
    blank = {place for place, row in enumerate(text.splitlines(), start=1) if not row.strip()}
    assert set(range(2, len(text.splitlines()) + 1)) - read_or_told - blank == set()
