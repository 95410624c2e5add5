"""Sentences of plugs say themselves how their numbers are written."""

import pyarrow as pa
import pytest

from engine.audit.plan import PlanLine
from engine.audit.verdicts import LineStanding, Verdict
from engine.report.audit_words import told
from engine.report.rows import texts
from engine.words import LANGUAGES, add_words, remove_words, words

WORDS = {
    "detail.lots": "at most {figure:.2f}, limit {limit:.3f}; {times} times, worst {worst:,.0f}, mean {mean}",
    "detail.share": "at most {figure}, limit {limit}",
    "plan.floor": "Floor: {share:percent} from {above} on, {count} at once, moved {often:plan}.",
}
KEPT, LOTS = LineStanding.KEPT, {"times": 3.0, "worst": 1234.4, "mean": 0.256}


@pytest.fixture(autouse=True)
def _words():
    own = dict.fromkeys(LANGUAGES, WORDS)
    add_words(own)
    yield
    remove_words(own)


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (
            Verdict("lots", KEPT, 3.456, 12.0, numbers=LOTS),
            "at most 3.46, limit 12.000; 3 times, worst 1,234, mean 25.6%",
        ),
        (
            Verdict("lots", KEPT, float("inf"), None, numbers=LOTS),
            "at most ∞, limit ; 3 times, worst 1,234, mean 25.6%",
        ),
        (Verdict("share", KEPT, -0.0001, 0.25), "at most 0.0%, limit 25.0%"),
    ],
)
def test_a_check_of_ones_own_tells_its_figure_in_a_form_of_its_own(verdict, sentence):
    assert [told(verdict, words(language)) for language in LANGUAGES] == [sentence] * len(LANGUAGES)


def test_states_of_rules_are_read_in_words_and_those_of_ones_own_as_they_are():
    table = pa.table({"state": ["full", "stopped", "ranging", ""]})
    assert texts(table, "state", words()) == ["full", "stopped", "ranging", ""]
    assert texts(table, "state", words("ja")) == ["全量", "停止中", "ranging", ""]


def test_a_line_of_ones_own_tells_its_numbers_whatever_they_are_called():
    line = PlanLine(6, "floor", True, "floor", {"share": 0.125, "above": 0.35, "count": 20, "often": "monthly"})
    assert line.text(words()) == "Floor: 12.5 % from 0.35 on, 20 at once, moved every month."
    assert line.text(words("ja")) == "Floor: 12.5 % from 0.35 on, 20 at once, moved 毎月."
