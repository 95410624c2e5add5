"""`overlay hand`, from outside."""

import pytest
from click.testing import CliRunner

from engine.cli import cli


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "there.html"), "there.html: exists; choose another name or give --force"),
        (("--to", "nowhere/plan.html"), "nowhere/plan.html: there is no folder nowhere; make it first"),
        (
            ("--to", "a.html", "--vary", "cash.buffer=0.3", "--set", "overlay={ratio=0.2}"),
            "a part of this is moved; set each of its keys for itself",
        ),
        (("--to", "a.html", "--years", "10,ten"), "'ten' is not a valid integer"),
        (("--to", "a.html", "--rates", "often"), "'often' should be a share"),
    ],
)
def test_what_cannot_be_done_is_said_before_paths_are_run(arguments, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.html").write_text("mine")
    done = CliRunner().invoke(cli, ["hand", *arguments])
    assert done.exit_code != 0
    assert told in (done.output + str(done.exception))
    assert (tmp_path / "there.html").read_text() == "mine"
