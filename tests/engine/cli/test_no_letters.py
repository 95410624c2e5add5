"""Names of files and folders that are not UTF-8: work is done, and what is shown of them is typed out."""

import json
import os

import pytest
from click.testing import CliRunner

from engine.cli import cli
from tests.support.commands import outside

NONE = os.fsdecode(b"\xff")
TYPED = r"\udcff"
PERIOD = ("--period", "2020-02")


@pytest.fixture
def overlay(tmp_path, monkeypatch):
    (tmp_path / f"here{NONE}").mkdir()
    monkeypatch.chdir(tmp_path / f"here{NONE}")
    monkeypatch.setenv("HOME", str(tmp_path / f"home{NONE}"))
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / f"cache{NONE}"))

    def run(*arguments):
        done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.mark.pages
def test_a_run_is_made_shown_and_told_in_such_a_folder_of_such_a_name(overlay):
    inside = ("--in", f"out{NONE}")
    assert f"saved: out{TYPED}" in overlay("run", *PERIOD, "--out", f"out{NONE}")
    overlay("show", "latest", *inside)
    assert json.loads(overlay("show", "latest", *inside, "--json"))
    overlay("report", "latest", *inside, "--to", f"p{NONE}.html")
    for kind in ("csv", "parquet", "xlsx"):
        to = f"e{NONE}.{kind}"
        assert f"e{TYPED}.{kind}: 19 rows" in overlay("export", "latest", *inside, "--what", "equity", "--to", to)


@pytest.mark.pages
def test_so_is_a_config_and_what_it_is_called(overlay, tmp_path):
    configs = [f"{name}{NONE}.toml" for name in "ab"]
    for name, ratio in zip(configs, (0.1, 0.2), strict=True):
        (tmp_path / f"here{NONE}" / name).write_text(f"overlay.ratio = {ratio}\n")
    told = overlay("compare", *configs, *PERIOD, "--resamples", "100", "--block", "5", "--json")
    assert f"a{TYPED}" in json.dumps(json.loads(told), ensure_ascii=False).replace("\\\\", "\\")


@pytest.mark.parametrize("setting", [f"account.profile_file=a{NONE}.csv", f"name={NONE}", f"{NONE}=1"])
def test_a_setting_cannot_be_kept_so_and_is_refused(setting):
    done = outside("run", "--set", setting)
    assert done.returncode == 2
    assert f"--set {setting.replace(NONE, TYPED)}: is not UTF-8, in which settings are kept" in done.stderr
