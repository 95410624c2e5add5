"""`overlay hand`, from outside."""

import shlex

import pytest
from click.testing import CliRunner

from data.base.errors import ResultError
from engine.cli import cli
from engine.report.hand_page import made_by


@pytest.mark.pages
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "there.html"), "there.html: exists; choose another name or give --force"),
        (("--to", ".", "--force"), ".: is a folder; give the name of a file"),
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


@pytest.mark.pages
def test_the_command_on_a_page_asks_for_the_same_page(tmp_path, monkeypatch):
    asked = []

    def kept(request, *_, **__):
        asked.append(request)
        raise ResultError("enough")

    monkeypatch.setattr("engine.hand.grid.hand_grid", kept)
    given = (
        "hand", "--to", str(tmp_path / "a.html"), "--set", "overlay.ratio=0.25", "--set", "stops.voluntary=off",
        "--vary", "cash.buffer=0.1,0.4", "--rates", "0,0.5", "--years", "5", "--paths", "7", "--drift", "0.02",
    )  # fmt: skip
    CliRunner().invoke(cli, given)
    command = made_by(asked[0], ["--set", "stops.voluntary=off"])
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(cli, shlex.split(command)[1:])
    assert asked[0].axes == asked[1].axes
    assert asked[0].digest("") == asked[1].digest("")
    assert asked[0].plan == asked[1].plan
