"""A run is named by its path, or by a part of the name of its folder."""

import pytest

from data.base.errors import ResultError
from engine.saved.listing import CALLED
from engine.saved.run_lookup import ALL, find

KINDS = f"{', '.join(CALLED[kind] for kind in ALL[:-1])} or {CALLED[ALL[-1]]}"


@pytest.fixture
def results(tmp_path, monkeypatch):
    for name, manifest in (
        ("20260101T090000-A-aaaaaa", "manifest.json"),
        ("20260101T100000-C-aaaabb", "manifest.json"),
        ("20260102T090000-compare-cccccc", "comparison.json"),
        (".tmp-A", "manifest.json"),
    ):
        (tmp_path / "results" / name).mkdir(parents=True)
        (tmp_path / "results" / name / manifest).write_text("{}")
    (tmp_path / "results" / "strange").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "results"


@pytest.mark.parametrize(
    "text",
    ["results/20260101T090000-A-aaaaaa", "20260101T090000-A-aaaaaa", "20260101T09", "A-", "results/20260101T09"],
)
def test_a_path_a_name_a_beginning_or_a_part_will_do(results, text):
    assert find(text).resolve() == results / "20260101T090000-A-aaaaaa"


def test_a_beginning_goes_before_another_part(results):
    assert find("20260102").name == "20260102T090000-compare-cccccc"
    (results / "cccccc").mkdir()
    (results / "cccccc" / "manifest.json").write_text("{}")
    assert find("ccc").name == "cccccc"


def test_a_full_name_is_meant_even_where_another_begins_with_it(results):
    (results / "20260101T090000-A-aaaaaa-2").mkdir()
    (results / "20260101T090000-A-aaaaaa-2" / "manifest.json").write_text("{}")
    assert find("20260101T090000-A-aaaaaa").name == "20260101T090000-A-aaaaaa"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("20260101", "20260101: could be 20260101T100000-C-aaaabb or 20260101T090000-A-aaaaaa; say more of the name"),
        ("zz",
            f"zz: no {KINDS} in results has that in its name; there are 20260102T090000-c"),
        ("nowhere/zz", f"nowhere/zz: no {KINDS} in results"),
    ],
)  # fmt: skip
def test_what_is_unknown_or_ambiguous_is_answered_with_the_candidates(results, text, sentence):
    with pytest.raises(ResultError) as error:
        find(text)
    assert str(error.value).startswith(sentence)


def test_every_kind_of_result_may_be_meant():
    assert KINDS.startswith("run, comparison, survival result")
    assert "sweep" in KINDS


def test_where_only_a_run_will_do_a_comparison_is_no_candidate(results):
    (results / "20260102T090000-C-dddddd").mkdir()
    (results / "20260102T090000-C-dddddd" / "manifest.json").write_text("{}")
    assert find("20260102", kinds=("run",)).name == "20260102T090000-C-dddddd"
    with pytest.raises(ResultError, match="compare-cccccc: is a comparison; name a run"):
        find("results/20260102T090000-compare-cccccc", kinds=("run",))


def test_many_candidates_are_counted(results):
    for number in range(20):
        (results / f"B{number}").mkdir()
        (results / f"B{number}" / "manifest.json").write_text("{}")
    with pytest.raises(ResultError, match=r"B: could be B9, B8, B7, B6, B5, B4 or 14 more; say more of the name"):
        find("B")


def test_an_empty_place_is_said_to_be_one(tmp_path):
    with pytest.raises(ResultError, match=r"A: is not a run folder, and .*none has nothing in which to look"):
        find("A", tmp_path / "none")
