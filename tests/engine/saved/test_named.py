"""Which saved run is meant: the latest, a part of a name, and what is nearest to a name that there is not."""

import json

import pytest

from data.base.errors import ResultError
from engine.saved.run_lookup import BOTH, find

OLD, NEW, LATER = "20260101T000000-A-abcdef", "20260103T000000-C-123456", "20260102T000000-compare-fedcba"


@pytest.fixture
def inside(tmp_path):
    for name, file in ((OLD, "manifest.json"), (NEW, "manifest.json"), (LATER, "comparison.json")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text("{}", encoding="utf-8")
    return tmp_path


def test_the_latest_is_the_newest_of_what_a_command_takes(inside):
    assert find("latest", inside).name == NEW
    assert find("latest", inside, ("comparison",)).name == LATER
    with pytest.raises(ResultError, match=r"latest: .* has no sweep yet"):
        find("latest", inside, ("sweep",))


def test_a_folder_of_another_name_is_as_old_as_it_says(inside):
    (inside / "mine").mkdir()
    (inside / "mine" / "manifest.json").write_text(json.dumps({"started": "2026-01-04 05:00:00+00:00"}))
    assert find("latest", inside, ("run",)).name == "mine"
    (inside / "mine" / "manifest.json").write_text(json.dumps({"started": "2025-12-31T05:00:00+00:00"}))
    assert find("latest", inside, ("run",)).name == NEW


def test_a_folder_that_is_called_latest_is_meant_by_its_name(inside):
    (inside / OLD).rename(inside / "latest")
    assert find("latest", inside).name == "latest"


@pytest.mark.parametrize(
    ("text", "meant"), [("compre", LATER), ("123465", NEW), ("ltest", "latest"), (OLD[1:-1] + "g", OLD)]
)
def test_what_is_near_a_name_is_asked_after(inside, text, meant):
    with pytest.raises(ResultError, match=rf"has that in its name; did you mean {meant}\?$"):
        find(text, inside, BOTH)


def test_where_nothing_is_near_all_are_told(inside):
    with pytest.raises(ResultError, match=f"there are {NEW}, {LATER} and {OLD}$"):
        find("moon", inside)
