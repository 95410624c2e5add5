import errno
import os
import shutil
from pathlib import Path

import pytest

from data.base.errors import ResultError
from data.base.locks import alone
from data.base.temporaries import temporary
from engine.tasks.unfinished import keeping, opened, sweep_questions

KEY = "0123456789abcdef"
PART = "part-0123456789abcdef0123456789abcdef.parquet"
DEEP = ("0123456789abcdef/part-00000.parquet", "run-000/0123456789abcdef/part-00000.parquet")


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
        (folder / PART).write_text("done")
    assert folder == tmp_path / ".tmp-sweep-0123456789ab"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("part", [PART, *DEEP])
def test_parts_wait_for_the_same_question(tmp_path, part):
    interrupted(tmp_path, part)
    with opened(tmp_path, "sweep", KEY) as folder:
        assert (folder / part).read_text() == "done"


@pytest.mark.parametrize("name", [PART.replace("part", "curves"), DEEP[0].replace("part", "curves")])
def test_without_parts_nothing_is_left(tmp_path, name):
    interrupted(tmp_path, name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("part", [PART, *DEEP])
def test_with_the_answer_all_parts_are_gone_and_what_another_put_beside_them_is_not(tmp_path, part):
    interrupted(tmp_path, part)
    with opened(tmp_path, "sweep", KEY) as folder:
        (folder / part).with_name("thesis.txt").write_text("mine")
    (left,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert left.read_text() == "mine"


def laid(parent, name, *files):
    """A folder of these files, all empty."""
    for file in files:
        (parent / name / file).parent.mkdir(parents=True, exist_ok=True)
        (parent / name / file).touch()
    return parent / name


@pytest.mark.parametrize("kind", ["sweep", "survive", "hand"])
@pytest.mark.parametrize("files", [("lock",), ("lock", PART.replace("part", "curves")), ("lock", "run-000/temporary")])
def test_a_question_of_which_nothing_is_done_is_swept(tmp_path, kind, files):
    with temporary(tmp_path, Path.touch) as made:
        named = [one.replace("temporary", made.name) for one in files]
    laid(tmp_path, f".tmp-{kind}-0123456789ab", *named)
    sweep_questions(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("files", [(), ("lock",), ("lock", PART), ("lock", *DEEP)])
def test_what_was_being_removed_is_swept(tmp_path, files):
    (tmp_path / ".tmp-hand-0123456789ab-gone").mkdir()
    laid(tmp_path, ".tmp-hand-0123456789ab-gone", *files)
    sweep_questions(tmp_path)
    assert not list(tmp_path.iterdir())


NAMES = (".tmp-backup-202611301200", ".tmp-sweep-0123456789ab", ".tmp-sweep-0123456789ab-gone", ".tmp-sweep-0123")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("files", [("thesis.txt",), ("lock", "thesis.txt"), ("lock", "0123456789abcdef/thesis.txt")])
def test_what_a_person_named_so_stays_as_it_is(tmp_path, name, files):
    before = {*laid(tmp_path, name, *files).rglob("*")}
    sweep_questions(tmp_path)
    assert {*(tmp_path / name).rglob("*")} == before


def test_a_lock_with_words_in_it_or_a_link_is_not_ours(tmp_path):
    (laid(tmp_path, ".tmp-sweep-0123456789ab", "lock") / "lock").write_text("mine")
    (tmp_path / ".tmp-hand-0123456789ab").mkdir()
    (tmp_path / ".tmp-hand-0123456789ab/lock").symlink_to("../elsewhere")
    laid(tmp_path, "there", "lock")
    (tmp_path / ".tmp-survive-0123456789ab").symlink_to("there")
    sweep_questions(tmp_path)
    assert len(list(tmp_path.rglob("*"))) == 7
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("name", "part"), [(".tmp-sweep-0123456789ab", "other"), (".tmp-sweep-0123456789ab-gone", PART)]
)
def test_a_question_that_a_process_holds_is_not_swept(tmp_path, name, part):
    folder = laid(tmp_path, name, part)
    with alone(folder / "lock"):
        sweep_questions(tmp_path)
        assert (folder / part).exists()


def test_a_question_with_a_part_waits(tmp_path):
    folder = laid(tmp_path, ".tmp-sweep-0123456789ab", "lock", PART)
    sweep_questions(tmp_path)
    assert (folder / PART).exists()


def test_another_kind_of_question_with_the_same_key_is_another(tmp_path):
    interrupted(tmp_path, PART)
    with opened(tmp_path, "survive", KEY) as folder:
        assert not (folder / PART).exists()


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


def test_what_cannot_be_kept_there_is_told_of_the_folder(tmp_path):
    with pytest.raises(ResultError) as error, opened(tmp_path, "sweep", KEY), keeping():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(error.value) == f"{tmp_path}: what is done cannot be kept there (No space left on device)"


def test_what_the_system_refuses_of_other_work_is_not_told_of_the_folder(tmp_path):
    refused = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match="No space left") as error, opened(tmp_path, "sweep", KEY):
        raise refused
    assert error.value is refused
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_as_lock_is_refused_and_hangs_no_sweep(tmp_path):
    (tmp_path / ".tmp-sweep-0123456789ab").mkdir()
    os.mkfifo(tmp_path / ".tmp-sweep-0123456789ab" / "lock")
    sweep_questions(tmp_path)
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
