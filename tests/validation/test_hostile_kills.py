"""Commands that write, ended at moments by chance, and on bad disks: a few of what `python -m validation.hostile_kills`
and `validation.hostile_disk` try by the hundred.
"""

import numpy as np
import pytest

from validation import hostile_kills_scenes as scenes
from validation.hostile_disk import deaf
from validation.hostile_kills import SIGNALS, Moment, killed, process
from validation.hostile_kills_found import broken, litter, lost, seen

QUICK = [one for one in scenes.SCENES if one.name in {"calendar rolls", "paper remark", "data fetch"}]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kills") / "base"
    scenes.prepare(folder, only=[one.name for one in QUICK])
    return folder


@pytest.mark.pages
@pytest.mark.parametrize("scene", QUICK, ids=lambda scene: scene.name)
@pytest.mark.parametrize("number", range(2 * len(SIGNALS)))
def test_a_killed_command_loses_and_leaves_nothing(base, scene, number):
    whole = process(base, scene.argv, scene.call)
    assert whole.status == 0
    assert killed(scene, base, whole, number, np.random.default_rng(number)).wrong == ()


@pytest.mark.pages
@pytest.mark.parametrize("scene", QUICK[:1], ids=lambda scene: scene.name)
def test_where_nothing_can_be_printed_the_work_is_done(base, scene):
    assert deaf(scene, base).wrong == ()


def test_what_a_kill_might_leave_is_seen(tmp_path):
    for name in ("results/run", "paper", "fetched"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "page.html").write_text("<html></html>\n")
    before = seen(tmp_path)
    (tmp_path / "page.html").write_text("<html>")
    (tmp_path / "results" / ".tmp-x").mkdir()
    assert list(lost(tmp_path, before, ())) == ["changed: page.html"]
    assert list(lost(tmp_path, before, ("page.html",))) == ["changed: page.html"]
    (tmp_path / "page.html").unlink()
    assert list(lost(tmp_path, before, ())) == ["lost: page.html"]
    assert list(litter(tmp_path)) == ["litter: results/.tmp-x"]
    assert [one.partition(":")[0] for one in broken(tmp_path, ())] == ["unreadable", "unreadable", "fetched"]


def test_the_moment_of_a_kill_within_a_deed_is_that_deed(tmp_path):
    def deeds():
        for name in ("a", "b", "c"):
            (tmp_path / name).mkdir()

    ended = process(tmp_path, (), deeds, Moment(SIGNALS[0], deed=2))
    assert (ended.status, ended.deeds) == (-SIGNALS[0], 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
