import os
import shutil

import pytest

from data.base.errors import ResultError
from data.base.temporaries import sweep
from engine.tasks.unfinished import opened

KEY = "0123456789abcdef"


def stop_with(parent, name):
    """Stop while this file is there."""
    with opened(parent, "sweep", KEY) as folder:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("done")
        raise KeyboardInterrupt


def interrupted(parent, name):
    with pytest.raises(KeyboardInterrupt):
        stop_with(parent, name)


def test_it_is_named_by_kind_and_key_and_gone_with_the_answer(tmp_path):
    with opened(tmp_path, "sweep", KEY) as folder:
        (folder / "part-0").write_text("done")
    assert folder == tmp_path / ".tmp-sweep-0123456789ab"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("part", ["part-0", "runs/part-0", "a/b/part-0"])
def test_parts_wait_for_the_same_question(tmp_path, part):
    interrupted(tmp_path, part)
    with opened(tmp_path, "sweep", KEY) as folder:
        assert (folder / part).read_text() == "done"


def test_without_parts_nothing_is_left(tmp_path):
    interrupted(tmp_path, "other")
    assert not list(tmp_path.iterdir())


def test_another_kind_of_question_with_the_same_key_is_another(tmp_path):
    interrupted(tmp_path, "part-0")
    with opened(tmp_path, "survive", KEY) as folder:
        assert not (folder / "part-0").exists()


def removed(parent, *, made_again):
    with opened(parent, "sweep", KEY) as folder:
        shutil.rmtree(parent)
        if made_again:
            folder.mkdir(parents=True)
        (folder / "part-0").read_text()


@pytest.mark.parametrize("made_again", [False, True])
def test_a_folder_that_is_removed_meanwhile_is_told(tmp_path, made_again):
    told = r"\.tmp-sweep-0123456789ab, where what is done was kept, was removed meanwhile; ask again"
    with pytest.raises(ResultError, match=told):
        removed(tmp_path / "results", made_again=made_again)


def test_a_refusal_within_keeps_its_sentence(tmp_path):
    with pytest.raises(ResultError, match=r"^of its own$"), opened(tmp_path, "sweep", KEY):
        raise ResultError("of its own")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_as_lock_is_refused_and_hangs_no_sweep(tmp_path):
    (tmp_path / ".tmp-sweep-0123456789ab").mkdir()
    os.mkfifo(tmp_path / ".tmp-sweep-0123456789ab" / "lock")
    sweep(tmp_path)
    with pytest.raises(ResultError, match=r"cannot be kept there \(.*lock is a pipe; remove it\)"):
        interrupted(tmp_path, "part-0")


def test_nothing_is_kept_behind_a_link(tmp_path):
    victim, parent = tmp_path / "victim", tmp_path / "results"
    victim.mkdir()
    parent.mkdir()
    (parent / ".tmp-sweep-0123456789ab").symlink_to(victim)
    with pytest.raises(ResultError, match="is a link, and nothing is written behind it"):
        interrupted(parent, "part-0")
    assert not list(victim.iterdir())
