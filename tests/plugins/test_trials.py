"""A pattern, a rule, a profile, an underlying, a figure in one file each: complete in every command and language."""

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import engine
from engine import load_run
from engine.cli import cli
from engine.words import LANGUAGES
from tests.plugins.trials import ROOT, TRIALS

STRANGERS = {"collections.abc", "numpy", "pandas", "pydantic", "re", "typing"}


class Tried:
    """A trial in a folder of its own, and what commands print there."""

    def __init__(self, trial, folder):
        self.trial, self.folder = trial, folder
        self.settings = [word for one in trial.settings.split() for word in ("--set", one)]
        self.market = ["--market", trial.market] if trial.market else []

    def overlay(self, *words):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            done = CliRunner().invoke(cli, [str(one) for one in words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return re.sub(r"\s+", " ", done.output)

    @property
    def saved(self):
        return next((self.folder / "results").glob("2*"))


SLOW = dict.fromkeys(["rule, A", "figure", "profile", "underlying", "collar"], pytest.mark.pages)
"""Trials that differ little from another, or have tests of their own."""


@pytest.fixture(scope="module", params=[pytest.param(name, marks=SLOW.get(name, ())) for name in TRIALS])
def tried(request, tmp_path_factory):
    trial = TRIALS[request.param]
    with trial.plugged():
        made = Tried(trial, tmp_path_factory.mktemp("trial"))
        if trial.before:
            made.overlay(*trial.before.split())
        made.overlay("run", "--pattern", trial.pattern, *made.settings, *made.market, "--out", "results")
        yield made


def test_it_trades_and_its_books_are_kept(tried):
    run = load_run(tried.saved)
    assert run.config.kind.name == tried.trial.pattern
    assert run.table("fills").num_rows > 5
    verdicts = dict(zip(*(run.table("verdicts")[name].to_pylist() for name in ("check", "standing")), strict=True))
    assert {verdicts[name] for name in ("books", "no_accident")} == {"kept"}
    assert verdicts["exposure"] in {"kept", "drifted"}
    assert "not_kept" not in {verdicts["rolls"], verdicts["reductions"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_plan_is_printed(tried, language):
    told = tried.overlay("rules", "--pattern", tried.trial.pattern, *tried.settings, "--lang", language)
    assert tried.trial.plan[language] in told


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_audited_shown_and_stressed(tried, language):
    told = tried.overlay("audit", tried.saved, "--lang", language)
    assert "".join(tried.trial.plan[language].split()) in "".join(told.split())
    tried.overlay("show", tried.saved, "--lang", language)
    tried.overlay("stress", tried.saved, *tried.market, "--lang", language)


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_reported(tried, language):
    tried.overlay("report", tried.saved, *tried.market, "--lang", language, "--to", f"{language}.html")
    page = (tried.folder / f"{language}.html").read_text(encoding="utf-8")
    assert tried.trial.page[language] in page


@pytest.mark.pages
def test_it_is_compared(tried):
    names = f"core,{tried.trial.pattern}"
    asked = ["--patterns", names, *tried.settings, *tried.market, "--no-report", "--out", "more", "--json"]
    told = json.loads(tried.overlay("compare", *asked))
    assert [run["name"] for run in told["runs"]] == names.split(",")


@pytest.mark.parametrize("file", sorted({trial.file for trial in TRIALS.values()}))
def test_all_there_is_to_it_is_one_file_by_public_names(file):
    assert (ROOT / file).is_file()
    if Path(file).suffix != ".py":
        return
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "engine":
            assert {one.name for one in node.names} <= set(engine.__all__)
        elif isinstance(node, ast.ImportFrom):
            assert node.module in STRANGERS
        elif isinstance(node, ast.Import):
            assert {one.name for one in node.names} <= STRANGERS
