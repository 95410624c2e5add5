"""A small sweep whose worker, and then whose client, is killed: what the page says of a thousand runs."""

import pytest

pytest.importorskip("distributed")

from validation.cluster import measured, page

GRID = ("overlay.ratio=0.11:0.30:0.01", "cash.buffer=0.2,0.3")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return list(measured(GRID, tmp_path_factory.mktemp("cluster"), 12))


@pytest.mark.pages
def test_nothing_is_lost_and_rows_are_the_same_wherever_they_were_made(found):
    assert [(one.results, one.distinct) for one in found] == [(40, 40)] * 4
    assert len({one.digest for one in found}) == 1


@pytest.mark.pages
def test_a_killed_worker_costs_the_run_it_was_in(found):
    worker = found[0]
    # at most one more: what it had ended in the instant before, and nobody had fetched
    assert 41 <= worker.begun <= 42
    assert worker.twice <= 1


@pytest.mark.pages
def test_what_was_kept_when_the_client_was_killed_is_not_begun_again(found):
    client = found[1]
    assert client.again == 0
    assert 40 <= client.ended <= client.begun <= 80


@pytest.mark.pages
def test_the_page_has_a_row_for_each(found):
    rows = [line.split(" | ") for line in page(found).splitlines() if line.endswith(f"`{found[0].digest[:12]}` |")]
    assert [row[0].removeprefix("| ") for row in rows] == [one.what for one in found]
    assert [row[3] for row in rows] == [str(found[0].begun), str(found[1].begun), "-", "40"]
