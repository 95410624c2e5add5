"""A survival result on a terminal and as JSON."""

import io
import json
import re

import pyarrow as pa
import pytest
from rich.console import Console

from engine.report.survival_table import plain_survival, survival_tables
from engine.survival.result import SurvivalResult
from engine.survival.schemas import EVENTS
from engine.words import words
from tests.support.survival_tables import survival_result

TENTHS = tuple(place / 10 for place in range(1, 11))


def printed(result, language="en"):
    """What stands on a terminal of 80 columns."""
    screen = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    for table in survival_tables(result, words(language)):
        screen.print(table)
    return screen.file.getvalue()


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"), overlays=TENTHS, buffers=(0.0, 0.1, 0.2, 0.3, 0.4))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_event_and_every_buffer_is_one_line_of_eighty_columns(result, language):
    lines = printed(result, language).splitlines()
    say = words(language)
    for event in EVENTS:
        assert len([line for line in lines if line.startswith(f"{say(f'happened.{event}')} ")]) == 1
    assert len([line for line in lines if re.match(r"(0|10|20|30|40) +[\d.]+[+*]* ", line)]) == 5
    assert f"* {'the plan' if language == 'en' else 'この計画'}" in printed(result, language)


def test_the_map_marks_what_is_safe_and_what_is_ones_own(result):
    row = next(line for line in printed(result).splitlines() if line.startswith("30 "))
    marked = [re.fullmatch(r"[\d.]+(\+?\*?)", text).group(1) for text in row.split()[1:]]
    assert marked == ["+", "+*", "+", *[""] * 7]


def test_a_single_cell_is_events_alone(tmp_path):
    text = printed(survival_result(tmp_path, overlays=(0.2,), buffers=(0.3,)))
    assert text.count("───\n") == 1
    assert "forced sales" not in text


def test_json_has_the_tables_as_they_are_and_no_nan(result):
    told = json.loads(json.dumps(plain_survival(result), allow_nan=False))
    assert told["sentence"] == result.first_sentence()
    assert told["folder"] == str(result.path)
    assert told["request"]["confidence"] == 0.99
    for name, rows in told["tables"].items():
        assert rows == result.table(name).to_pylist()
    assert set(told["tables"]) == {"cells", "survival", "safe", "terminal"}


def test_that_kinds_of_paths_differ_is_no_simulation(tmp_path):
    one = survival_result(tmp_path, overlays=(0.2,), buffers=(0.1,), own=(0.2, 0.1))
    apart = [
        {**row, "simulation_low": low, "simulation_high": low + 0.01}
        for row in one.table("survival").to_pylist()
        for low in [{"blocks": 0.1, "regimes": 0.3, "all": 0.2}[row["kind"]]]
    ]
    wide = [{**row, "simulation_low": 0.1, "simulation_high": 0.31} if row["kind"] == "all" else row for row in apart]
    table = pa.Table.from_pylist(wide, one.table("survival").schema)
    told = SurvivalResult(one.config, {**one.tables, "survival": table}, one.manifest, one.path)
    assert "(1.00 points of it simulation)" in told.first_sentence()
    assert len(re.findall(r" 1\.00 ", printed(told))) == len(EVENTS)
