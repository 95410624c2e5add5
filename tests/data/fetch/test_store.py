"""The folder of fetched files, where a process is killed or another one writes too."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.fetch.store import Record, Store, sha256

DAY = date(2024, 3, 15)
NOW = datetime(2024, 3, 15, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "fetched")


def record_of(part, told=NOW):
    return Record("vix", "vix.csv", "https://example.org", told, told, sha256(part), part.stat().st_size, DAY)


def keep(store, text):
    with store.part() as part:
        part.write_text(text)
        store.keep(part, record_of(part))


def names(store):
    return sorted(path.name for path in store.folder.iterdir())


class Killed(Exception):  # noqa: N818
    """The process is no more."""


@pytest.mark.parametrize("within", ["vix.csv", "vix.json"])
def test_killed_before_either_has_its_name_body_and_record_are_of_one_another(store, monkeypatch, within):
    keep(store, "old")
    plain = Path.replace

    def named(path, target):
        if Path(target).name == within:
            raise Killed
        return plain(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", named)
        with pytest.raises(Killed):
            keep(store, "newer")
    record = store.record("vix")
    assert store.is_intact(record)
    assert (store.folder / "vix.csv").read_text() == ("old" if within == "vix.csv" else "newer")
    store.note(record)
    assert store.record("vix") == record
    assert names(store) == ["vix.csv", "vix.json"]


def test_of_two_that_keep_at_once_body_and_record_are_of_one_of_them(store):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: keep(store, text), ["a" * number for number in range(1, 30)]))
    assert store.is_intact(store.record("vix"))
    assert names(store) == ["vix.csv", "vix.json"]


def test_a_note_of_a_body_that_another_process_replaced_is_not_written(store):
    keep(store, "old")
    old = store.record("vix")
    keep(store, "newer")
    newer = store.record("vix")
    store.note(replace(old, etag="of the old one"))
    assert store.record("vix") == newer


def test_a_folder_named_like_a_record_that_is_coming_stays_and_stops_nothing(store):
    (store.folder / ".coming-mine.json").mkdir(parents=True)
    keep(store, "new")
    assert store.is_intact(store.record("vix"))
    assert names(store) == [".coming-mine.json", "vix.csv", "vix.json"]
