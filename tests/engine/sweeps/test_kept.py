import errno

import pytest

from engine.sweeps import kept as subject
from engine.sweeps.chunk import Answer, Asked, Chunk
from engine.sweeps.kept import kept_in, read_rows
from engine.sweeps.schemas import SCHEMAS
from engine.tasks.unfinished import KeepingError

CHUNK = Chunk("fast", (Asked(0, {}, "", ""),), curves=False)
ANSWER = Answer([{"cell": 0, "refused": "no"}], [], SCHEMAS["curves"].empty_table())


def test_an_answer_is_read_as_it_was_kept(tmp_path):
    one = kept_in(tmp_path, CHUNK)
    assert not one.intact
    one.keep(ANSWER)
    assert one.intact
    assert read_rows([one]) == (ANSWER.rows, [])


def test_an_answer_for_which_there_is_no_room_says_so(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(subject, "write_atomically", full)
    with pytest.raises(KeepingError, match="No space left on device"):
        kept_in(tmp_path, CHUNK).keep(ANSWER)


def test_an_answer_that_somebody_removed_meanwhile_says_so(tmp_path):
    with pytest.raises(KeepingError, match="No such file"):
        read_rows([kept_in(tmp_path, CHUNK)])
