"""What the answers of a plan are judged by."""

import re
from pathlib import Path

import pytest

from data.base.errors import MissingFact
from data.facts import Fact, FactTable, facts
from engine import load_config
from engine.audit import plan_edges
from engine.audit.plan_edges import edge
from engine.audit.plan_questions import check_plan

ROOT = Path(__file__).parents[3]


@pytest.mark.pages
def test_every_edge_of_the_table_is_asked_for_and_none_besides():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "engine").rglob("*.py"))
    asked = set(re.findall(r'\bedge\("([a-z.]+)"\)', text))
    bounds = {f"{what}.{side}" for what in re.findall(r'_between\(\w+, "(\w+)"\)', text) for side in ("least", "most")}
    assert asked | bounds == set(facts("plan_check").names)


def test_answers_follow_the_table(monkeypatch):
    config = load_config(None, pattern="cash")
    assert next(one.good for one in check_plan(config) if one.question == "question.floor")
    others = [one if one.name != "floor.most" else Fact(one.name, one.valid_from, 0.15, one.unit, "L", "here")
        for one in facts("plan_check")]  # fmt: skip
    monkeypatch.setattr(plan_edges, "facts", lambda name: FactTable(name, others))
    assert not next(one.good for one in check_plan(config) if one.question == "question.floor")


def test_an_unknown_edge_is_refused():
    with pytest.raises(MissingFact, match=r"plan_check"):
        edge("no.such")
