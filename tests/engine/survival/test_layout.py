import pytest

from engine.survival.histories import PathName
from engine.survival.layout import Layout, layout_of

LAYOUT = layout_of(("blocks", "regimes"), 250, 30)


def test_paths_are_numbered_history_0_first_then_kind_by_kind():
    assert LAYOUT == (("blocks", "regimes"), 250, 30, 8)
    assert LAYOUT.total == 2 * (250 + 30 * 8)
    assert [LAYOUT.path(number) for number in (0, 249, 250, 499)] == [(0, 0, 0), (0, 0, 249), (1, 0, 0), (1, 0, 249)]
    assert [LAYOUT.path(number) for number in (500, 507, 508, 739)] == [(0, 1, 0), (0, 1, 7), (0, 2, 0), (0, 30, 7)]
    assert [LAYOUT.path(number) for number in (740, 979)] == [(1, 1, 0), (1, 30, 7)]
    assert len({LAYOUT.path(number) for number in range(LAYOUT.total)}) == LAYOUT.total


@pytest.mark.parametrize("number", [-1, 980])
def test_there_are_no_others(number):
    with pytest.raises(IndexError):
        LAYOUT.path(number)


def test_slices_hold_what_they_say():
    for kind in (0, 1):
        assert {LAYOUT.path(n)[:2] for n in range(*LAYOUT.own(kind).indices(LAYOUT.total))} == {(kind, 0)}
        names = [LAYOUT.path(n) for n in range(*LAYOUT.resampled(kind).indices(LAYOUT.total))]
        assert names == [PathName(kind, history, place) for history in range(1, 31) for place in range(8)]


@pytest.mark.parametrize(
    "layout",
    [
        LAYOUT,
        layout_of(("blocks",), 10_000, 200),
        layout_of(("blocks", "regimes"), 7, 0),
        layout_of(("blocks",), 7, 300),
        layout_of(("blocks",), 1_000, 2),
    ],
)
def test_parts_hold_every_path_once_in_order_each_of_one_kind_and_whole_histories(layout: Layout):
    parts = list(layout.parts())
    assert [number for part in parts for number in part] == list(range(layout.total))
    for part in parts:
        names = [layout.path(number) for number in part]
        assert len({(name.kind, name.history == 0) for name in names}) == 1
        assert names[0].history == 0 or (names[0].place, names[-1].place) == (0, layout.each - 1)
        assert len(names) <= max(100, layout.each)


def test_no_more_histories_are_drawn_than_are_asked_for():
    assert layout_of(("blocks",), 100, 0) == (("blocks",), 100, 0, 0)
    assert layout_of(("blocks",), 100, 200).each == 1
