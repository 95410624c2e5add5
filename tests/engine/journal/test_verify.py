"""Every edit of a journal is found."""

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.errors import OverlayError, ResultError
from engine.journal.entry import name_of
from engine.journal.files import ENTRIES, HEAD, JOURNAL, PLAN
from engine.journal.paper import Paper
from engine.journal.verify import verified
from engine.settings.versions import VERSION
from tests.support.papers import on, stepped
from tests.support.sparing import only

FIRST, LAST = "2020-03-11", "2020-03-18"


@pytest.fixture(scope="module")
def written(recent, tmp_path_factory):
    paper = stepped(tmp_path_factory.mktemp("written") / "plan", recent, FIRST, LAST)
    paper.remark(on(LAST), "a calm day")
    return paper.path


@pytest.fixture
def copied(written, tmp_path):
    return shutil.copytree(written, tmp_path / "plan")


def entry(folder, number):
    return folder / ENTRIES / name_of(number)


def codes(folder):
    return [one.code for one in verified(folder).found]


@pytest.mark.pages
def test_what_was_written_is_whole(written):
    found = verified(written)

    assert found.found == ()
    assert (found.number, found.until) == (7, on(LAST))
    assert found.sha256 == Paper.open(written).head().sha256


KEPT = [PLAN, JOURNAL, HEAD, *(f"{ENTRIES}/{name_of(number)}" for number in (3, 7))]


@pytest.mark.parametrize("file", only(KEPT, JOURNAL))
def test_a_byte_that_is_another_is_found_wherever_it_is(copied, file):
    whole = (copied / file).read_bytes()
    places = {0, len(whole) - 1, *np.random.default_rng(len(whole)).integers(0, len(whole), 3).tolist()}
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1
        (copied / file).write_bytes(changed)
        assert codes(copied), (file, place)


@pytest.mark.pages
def test_an_entry_that_is_gone_or_cut_or_in_anothers_place_is_found(copied, written):
    middle, newest = entry(copied, 3), entry(copied, 7)
    middle.unlink()
    assert codes(copied) == ["missing"]
    shutil.copy(entry(written, 4), middle)
    assert codes(copied) == ["not_after"]
    middle.write_bytes(entry(written, 3).read_bytes()[:-30])
    assert codes(copied) == ["unreadable"]
    shutil.copy(entry(written, 3), middle)
    newest.unlink()
    assert codes(copied) == ["missing"]


@pytest.mark.parametrize("number", [8, 10**12, 2**62])
def test_a_head_that_speaks_of_entries_that_never_were_is_told_at_the_first_of_them(copied, number):
    head = json.loads((copied / HEAD).read_text())
    (copied / HEAD).write_text(json.dumps({**head, "number": number}))
    entry(copied, 2).unlink()
    (copied / ENTRIES / "of_mine.parquet").touch()
    found = verified(copied).found
    assert [(one.code, Path(one.file).name) for one in found] == [
        ("missing", name_of(2)),
        ("stranger", "of_mine.parquet"),
    ]


@pytest.mark.pages
def test_an_entry_too_many_is_found(copied):
    shutil.copy(entry(copied, 7), entry(copied, 8))
    assert codes(copied) == ["stranger"]


@pytest.mark.pages
def test_a_head_that_was_put_back_is_found(copied, recent, tmp_path):
    earlier = stepped(tmp_path / "earlier" / "plan", recent, FIRST, "2020-03-13")
    shutil.copy(earlier.path / HEAD, copied / HEAD)
    assert set(codes(copied)) == {"stranger"}


def test_a_row_that_was_changed_with_the_chain_left_as_it_is_is_found(copied):
    path = entry(copied, 4)
    table = pq.ParquetFile(path).read()
    rows = table["rows.fills"].to_pylist() if "rows.fills" in table.column_names else table["rows.equity"].to_pylist()
    name = "rows.fills" if "rows.fills" in table.column_names else "rows.equity"
    number = next(key for key, value in rows[0][0].items() if isinstance(value, float))
    rows[0][0][number] += 0.01
    at = table.column_names.index(name)
    pq.write_table(table.set_column(at, name, pa.array(rows, table.schema.field(name).type)), path)
    assert codes(copied) == ["changed"]


def test_a_chain_that_was_written_anew_from_an_entry_on_is_found_by_the_next_one(copied):
    """Who writes an entry again has to write all later ones, and the head, which then has another hash."""
    path = entry(copied, 7)
    table = pq.ParquetFile(path).read()
    at = table.column_names.index("why")
    pq.write_table(table.set_column(at, "why", pa.array(["another remark"])), path)
    assert codes(copied) == ["changed"]


def test_times_and_words_of_the_plan_are_part_of_it(copied):
    about = json.loads((copied / JOURNAL).read_text())
    about["started"] = "2020-01-01T00:00:00+00:00"
    (copied / JOURNAL).write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n")
    assert codes(copied) == ["journal_changed"]


@pytest.mark.parametrize("file", [PLAN, JOURNAL, HEAD])
def test_a_journal_that_is_not_what_was_written_is_not_gone_on_with(copied, recent, file):
    text = (copied / file).read_text()
    (copied / file).write_text(text.replace("0", "1", 1))
    with pytest.raises(OverlayError, match="plan"):
        Paper.open(copied).step(recent, on("2020-03-20"))


def test_nor_where_its_newest_entry_is_another(copied, recent):
    shutil.copy(entry(copied, 6), entry(copied, 7))
    with pytest.raises(OverlayError, match="entry 7"):
        Paper.open(copied).step(recent, on("2020-03-20"))


@pytest.mark.parametrize("lacking", [PLAN, JOURNAL, HEAD])
def test_a_folder_that_is_no_journal_is_one_sentence(copied, lacking):
    (copied / lacking).unlink()
    with pytest.raises(OverlayError, match=f"is no journal, {lacking} is missing"):
        Paper.open(copied)


@pytest.mark.pages
def test_a_journal_of_earlier_settings_is_opened_and_one_of_later_ones_is_one_sentence(recent, tmp_path, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr("engine.journal.folder.VERSION", VERSION - 1)
        path = stepped(tmp_path / "plan", recent, FIRST, LAST).path
    assert Paper.open(path).step(recent, on("2020-03-19")).revised is None
    with monkeypatch.context() as later:
        later.setattr("engine.journal.folder.VERSION", VERSION + 1)
        with pytest.raises(OverlayError, match="update the program"):
            stepped(tmp_path / "later", recent, FIRST, LAST)


def test_a_word_that_is_no_text_any_more_is_found_and_told_in_a_sentence(copied):
    path = entry(copied, 4)
    whole = path.read_bytes()
    at = whole.index(b"MESM20" if b"MESM20" in whole else b"MESH20")
    path.write_bytes(whole[:at] + b"\xf4" + whole[at + 1 :])
    assert codes(copied) == ["unreadable"]
    with pytest.raises(OverlayError, match="entry 4 cannot be read"):
        Paper.open(copied).tables()


@pytest.mark.pages
def test_what_a_system_leaves_in_a_folder_is_no_edit(copied):
    (copied / ENTRIES / ".DS_Store").write_text("seen")
    assert codes(copied) == []


def test_no_journal_is_said_to_be_none(tmp_path):
    with pytest.raises(ResultError, match="nothing: there is no journal"):
        verified(tmp_path / "nothing")
