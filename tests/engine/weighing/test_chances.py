"""Variants on made-up paths: those that cannot run there are told, and without the plan there are none."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from data.market.market import Market
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.survival.request import SurvivalTerms
from engine.weighing.chances import on_paths
from engine.weighing.variants import Variant

TERMS = SurvivalTerms(years=1, paths=2, histories=0)
PLAN = Variant("plan", "plan", {}, load_config())
TAXED = Variant("costs", "taxed", {"tax.regime": "us_1256"}, load_config(None, ["tax.regime=us_1256"]))
BARE = Variant("rules", "halving", {"halving.enabled": False}, load_config(None, ["halving.enabled=false"]))
NEVER = Variant("dearer", "factor", {"costs.factor": 1000.0}, None, {"code": "refused", "values": {"sentence": "no"}})


def asked(variants, market, out):
    return on_paths(variants, market, TERMS, out, listener_of(lambda _: None))


@pytest.mark.pages
def test_cells_are_the_variants_that_can_run_there(market, interpreted, tmp_path):
    found = asked([PLAN, TAXED, NEVER, BARE], market, tmp_path)
    assert found.cells == (0, 3)
    assert [row["settings"] for row in found.result.table("cells").to_pylist()] == ["{}", '{"halving.enabled": false}']
    assert {*found.refused} == {1}
    assert "it knows no tax" in found.refused[1]["values"]["sentence"]


def test_without_the_plan_there_are_no_paths(market, interpreted, tmp_path):
    found = asked([TAXED, BARE], market, tmp_path)
    assert (found.result, found.cells, {*found.refused}) == (None, (), {0})
    assert list(tmp_path.iterdir()) == []


def test_a_market_too_short_for_paths_says_how_to_do_without(market_table, interpreted, tmp_path):
    short = Market(market_table(np.linspace(1000.0, 1100.0, 300), start="2012-01-03"), index="SPX")
    with pytest.raises(ConfigError, match=r"it takes 504; give --paths 0 \(paths=0\) for an answer without made-up"):
        asked([PLAN, BARE], short, tmp_path)


@pytest.mark.pages
def test_the_period_of_the_plan_decides_nothing(market, interpreted, tmp_path):
    short = Variant("plan", "plan", {}, load_config(None, ['period="2008"']))
    one, other = (asked([plan], market, tmp_path / name).result for name, plan in (("a", PLAN), ("b", short)))
    assert one.table("paths").to_pylist() == other.table("paths").to_pylist()
