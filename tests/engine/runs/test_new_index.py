"""An index that the program does not know, as somebody brings it: one file of facts (`examples/NQ.csv`), and everything
works on it, through public names and commands alone.
"""

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from data.synthetic.generator import Setting, markov_market, span
from engine import add_family, backtest, check_underlying, compare, load_config, load_market, load_run
from engine.cli import cli

ROOT = Path(__file__).parents[3]
NQ = ROOT / "examples" / "NQ.csv"
SYNTH = "data synth --index-name NDX --level 3000 --start 2013-01-02 --years 2 --seed 3 -o ndx.parquet"
MNQ = ("overlay.contract=MNQ", "insurance.contract=NDX", "options.contract=NDX", "capital.initial=1e7")
SET = [word for one in MNQ for word in ("--set", one)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a made-up market of the index and runs on it: A and C, and their comparison."""
    folder = tmp_path_factory.mktemp("nasdaq")
    with add_family(NQ):
        overlay(folder, *SYNTH.split())
        market = load_market(folder / "ndx.parquet")
        for pattern in "AC":
            backtest(load_config(None, MNQ, pattern=pattern), market).save(folder / "results")
        yield folder


def overlay(folder, *words):
    """What a command prints. Raises what the command line tells as a sentence."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(cli, [str(one) for one in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def run_of(folder, pattern):
    """The folder of the saved run of a pattern."""
    return next(one for one in (folder / "results").glob("2*") if load_run(one).config.pattern == pattern)


@pytest.mark.pages
def test_it_is_sound():
    assert check_underlying(NQ) == []


@pytest.mark.parametrize("pattern", "AC")
def test_a_run_trades_it_with_margin_of_its_own_and_its_file_is_an_input(folder, pattern):
    run = load_run(run_of(folder, pattern))
    traded = {code.rstrip("0123456789")[:3] for code in run.table("positions")["contract"].to_pylist()}
    assert traded == ({"MNQ"} if pattern == "A" else {"MNQ", "NDX"})
    assert run.manifest["inputs"] == {str(NQ): run.manifest["inputs"][str(NQ)]}
    assert len(run.manifest["inputs"][str(NQ)]) == 64
    held = run.equity[run.equity["overlay_notional"] > 0.0]
    assert (held["maintenance"] / held["overlay_notional"]).between(0.03, 0.15).all()
    assert set(run.table("verdicts").to_pandas().query("check == 'books'")["standing"]) == {"kept"}


@pytest.mark.pages
def test_margin_that_its_exchange_published_is_asked_on_its_own_index(tmp_path):
    """A tenth of 1,500 USD for each small contract, whatever the index does; without the row, as it is modelled."""
    other = NQ.read_text(encoding="utf-8").replace("NQ", "ZQ").replace("NDX", "ZDX")
    share = re.search(r"^futures,MZQ\.margin_share,[^,]*,([^,]*),", other, re.MULTILINE)[1]
    row = "exchange_margin,ZQ.maintenance,{},{},USD per contract,L,made up\n"
    published = row.format("1999-06-21", 1500) + row.format("2020-01-02", "")
    market = markov_market(3, span(date(2013, 1, 2), 1), setting=Setting(level=3_000.0, index_name="ZDX")).market
    whole = []
    for more in ("", published):
        file = tmp_path / f"{len(more)}.csv"
        file.write_text(other + more, encoding="utf-8")
        with add_family(file):
            config = load_config(None, ["overlay.contract=MZQ", "capital.initial=1e6"], pattern="A")
            run = backtest(config, market)
        held = run.equity[run.equity["overlay_notional"] > 0.0]
        size = run.frame("positions").groupby(level=0)["size"].sum().reindex(held.index)
        whole.append(held["maintenance"].to_numpy() == pytest.approx((size * float(share) * 1500.0).to_numpy()))
    assert whole == [False, True]


@pytest.mark.pages
@pytest.mark.usefixtures("folder")
def test_a_run_of_ours_names_no_such_file(market):
    run = backtest(load_config(None, ("period=2015",)), market)
    assert "inputs" not in run.manifest


@pytest.mark.parametrize("contract", ["overlay.contract=MNQ", "insurance.contract=NDX"])
def test_it_does_not_trade_on_the_s_and_p(folder, contract):
    name, root = contract.split("=")
    said = f"{name} = '{root}' is on the index NDX, but the market's index is SPX; choose a contract"
    with pytest.raises(ConfigError, match=said):
        overlay(folder, "run", "--pattern", "C", "--set", contract)


def test_contracts_of_the_s_and_p_do_not_trade_on_it(folder):
    with pytest.raises(
        ConfigError, match=r"overlay.contract = 'MES' is on the index SPX, but the market's index is NDX"
    ):
        overlay(folder, "run", "--market", "ndx.parquet")


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("command", ["show", "audit", "stress", "rules"])
def test_commands_work_in_both_languages(folder, command, language):
    words = ["rules", *SET] if command == "rules" else [command, str(run_of(folder, "C"))]
    told = overlay(folder, *words, *(["--market", "ndx.parquet"] if command == "stress" else []), "--lang", language)
    assert len(told.splitlines()) >= 5
    assert "{" not in told


@pytest.mark.pages
def test_it_is_run_and_reported_by_commands(folder):
    told = json.loads(overlay(folder, "run", "--market", "ndx.parquet", *SET, "--json", "--out", "more"))
    assert told
    for language in ("en", "ja"):
        asked = ["--market", "ndx.parquet", "--to", f"{language}.html", "--lang", language]
        overlay(folder, "report", run_of(folder, "C"), *asked)
        page = (folder / f"{language}.html").read_text(encoding="utf-8")
        assert "MNQ" in page
        assert "NDX" in page


@pytest.mark.pages
def test_it_is_compared(folder):
    compared = compare(["core", "A", "B", "C"], load_config(None, MNQ), load_market(folder / "ndx.parquet"))
    assert list(compared.runs) == ["core", "A", "B", "C"]
    assert compared.runs["B"].table("fills").num_rows > 0


@pytest.mark.pages
def test_a_package_that_is_installed_brings_it_to_the_command_line(tmp_path):
    told = tmp_path / "nasdaq-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: nasdaq\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[mmf_overlay.underlyings]\nNQ = nasdaq:FACTS\n")
    (tmp_path / "nasdaq.py").write_text(f"FACTS = {str(NQ)!r}\n")

    done = subprocess.run(
        [sys.executable, "-m", "engine.cli", "calendar", "rolls", "--contract", "MNQ", "--year", "2024", "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert [one["contract"] for one in json.loads(done.stdout)["rolls"]] == ["MNQH24", "MNQM24", "MNQU24", "MNQZ24"]
