"""The page of orders beside other engines is what a new run of all of them says."""

from collections import Counter

import pytest

from data.base.errors import DataError
from validation.order_dialects import FREE, MODELS, fills_as
from validation.order_peers import PEERS, of_peer
from validation.order_scripts import script
from validation.order_tables import UNEXPLAINED
from validation.order_walk import Walk
from validation.orders import PAGE, SCRIPTS, beside_peer, page, scripts


@pytest.fixture(scope="module")
def peers():
    """The peers, whose Python is named by PEERS."""
    if any(of_peer(peer, []) is None for peer in PEERS):
        pytest.skip("backtesting.py and ml4t-backtest are in no lock of this project: PEERS names a Python with them")


@pytest.mark.pages
@pytest.mark.usefixtures("peers")
def test_the_page_is_what_a_new_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_leaves_nothing_unexplained_of_enough_scripts():
    text = PAGE.read_text(encoding="utf-8")
    tables = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("|")]
    assert SCRIPTS >= 300
    columns = [row[-1].strip() for row in tables]
    heads = [at for at, cell in enumerate(columns) if cell == UNEXPLAINED]
    assert len(heads) == 4
    assert all(columns[at + 2] == "0" for at in heads)


@pytest.mark.pages
@pytest.mark.usefixtures("peers")
@pytest.mark.parametrize("peer", PEERS)
def test_no_order_differs_from_a_peer_by_anything_but_a_rule(peer):
    assert Counter(one.verdict for one in beside_peer(peer, scripts()[:40]))[UNEXPLAINED] == 0


@pytest.mark.pages
def test_a_peer_that_is_not_installed_is_told(monkeypatch):
    monkeypatch.delenv("PEERS", raising=False)
    with pytest.raises(DataError, match=r"ml4t is not installed in .*; set PEERS to a Python that has it"):
        beside_peer("ml4t", [script(0)])


def test_a_path_that_is_no_python_is_told(monkeypatch):
    monkeypatch.setenv("PEERS", "nowhere/python")
    with pytest.raises(
        DataError, match=r"PEERS names nowhere/python, which does not run .*; give the path of a Python"
    ):
        beside_peer("ml4t", [script(0)])


@pytest.mark.parametrize("engine", MODELS)
def test_without_an_engines_rules_its_model_is_ours(engine):
    one = script(7)
    assert fills_as(engine, one, ()) == Walk(one, FREE).book.fills


@pytest.mark.parametrize(
    ("engine", "rule"), [(engine, rule) for engine, (_, rules) in MODELS.items() for rule in rules]
)
def test_every_rule_makes_a_difference_somewhere(engine, rule):
    assert any(fills_as(engine, one, (rule,)) != fills_as(engine, one, ()) for one in map(script, range(20)))
