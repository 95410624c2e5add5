"""`--scheduler`: commands whose runs go to other machines."""

import sys

import pytest
from click.testing import CliRunner

from data.base.errors import MissingPackage, OverlayError
from engine.cli import cli
from engine.tasks import workers

COMMANDS = [("sweep", "--vary", "overlay.ratio=0.1,0.2"), ("survive",)]


def run(folder, command, address):
    return CliRunner().invoke(cli, [*command, "--out", str(folder), "--scheduler", address], catch_exceptions=False)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_a_scheduler_that_does_not_answer_is_told_before_anything_is_run(tmp_path, command, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(workers, "PATIENCE", 0.3)
    with pytest.raises(OverlayError, match=r"^tcp://127.0.0.1:1: no scheduler answers there"):
        run(tmp_path, command, "tcp://127.0.0.1:1")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one[0])
def test_without_the_extra_it_is_told_what_to_install(tmp_path, command, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingPackage, match="needs the package distributed; install it with: python -m pip install"):
        run(tmp_path, command, "tcp://127.0.0.1:1")


@pytest.mark.pages
def test_workers_run_a_sweep(tmp_path):
    dask = pytest.importorskip("distributed")
    with dask.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as cluster:
        command = (*COMMANDS[0], "--engine", "full", "--period", "2007", "--json")
        done = run(tmp_path, command, cluster.scheduler_address)
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("*-sweep-*"))) == 1
