"""Every table on a terminal of 60 and of 80 columns has each number of the widest one whole, with its sign."""

import re
from collections import Counter

import pytest
from rich.cells import cell_len

from data.market.embedded import embedded_market
from engine.analysis.uncertainty import Resampling
from engine.comparison.compared import compare_results
from engine.runs.backtest import backtest
from engine.runs.default_comparison import default_comparison
from engine.settings.run_config import load_config
from engine.words import LANGUAGES
from tests.support.commands import overlay

WIDE, NARROW = 400, (80, 60)
FIGURE = re.compile(r"(?<![\w.])[+-]?\d[\d,.:/%+-]*(?![\w])")
"""A number with its sign, a date, or several with slashes between them; no part of a name."""
OF_FACTS = (
    "account", "account jp_retail_futures --sources", "profiles", "calendar rolls --year 2018",
    "calendar options --year 2018", "size --capital 1,000,000 --price 150 --stop 50", "streak --table",
    "leverage --leverage 3 --price 120",
)  # fmt: skip
OF_RUNS = (
    "ls .", "show latest", "audit latest", "audit C-", "audit C- --calls",
    "show C- --table equity --rows 5", "show C- --table fills --rows 5", "show C- --table events --rows 5",
    "show latest --table sessions --rows 5", "diff core- B-", "stress C-", "why C- 2008-10-15",
)  # fmt: skip
SLOW = (
    "calendar periods", "size --pattern A --fall 35% --allowed-loss 5% --ladder",
    "leverage --leverage 3 --price 120 --volatility market", "expectancy", "streak --loss 2%",
)  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder with the default comparison over two years."""
    folder, market = tmp_path_factory.mktemp("results"), embedded_market()
    chosen = default_comparison(account_is_given=False).items()
    years = ["period.start=2007-01-03", "period.end=2008-12-31"]
    runs = {name: backtest(load_config(None, years, **one), market) for name, one in chosen}
    compare_results(runs, market, plan=Resampling(count=100, block=5)).save(folder)
    return folder


def figures(text):
    return Counter(FIGURE.findall(text))


def check(command, language, monkeypatch):
    """What a narrow terminal shows has all figures of a wide one, and no table beyond its width."""
    told = {}
    for width in (WIDE, *NARROW):
        monkeypatch.setenv("COLUMNS", str(width))
        told[width] = overlay(*command.split(), *([] if command == "profiles" else ["--lang", language]))
    for width in NARROW:
        assert figures(told[WIDE]) - figures(told[width]) == Counter(), (command, width)
        assert [line for line in told[width].splitlines() if "──" in line and cell_len(line) > width] == []
        assert "…" not in told[width]


@pytest.mark.pages
@pytest.mark.parametrize("command", OF_FACTS[1:4])
def test_a_table_of_facts_is_whole(command, monkeypatch):
    check(command, "en", monkeypatch)


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [*OF_FACTS, *SLOW])
def test_a_table_is_whole_in_every_language(command, language, monkeypatch):
    check(command, language, monkeypatch)


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", OF_RUNS)
def test_a_table_of_saved_runs_is_whole(command, language, results, monkeypatch):
    monkeypatch.chdir(results)
    within = [] if command == "ls ." else ["--in", "."]
    check(" ".join([command, *within]), language, monkeypatch)
