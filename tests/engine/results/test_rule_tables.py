"""The tables `rules` and `targets`: a row for each rule of a session, and what they aimed at together."""

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.base.cache import content_hash
from engine import backtest, load_config, load_run
from engine.results.earlier_rules import in_todays_form
from engine.results.schemas import SCHEMAS
from tests.golden.content_hashes import PERIOD
from tests.oracles.wide_rules import wide_table

GOLDEN = Path(__file__).parents[2] / "golden"
WIDE = json.loads((GOLDEN / "wide_rules.json").read_text())
"""Hashes of the tables of version 2, kept before there was version 3."""
EVERY_RULE = (
    "overlay.ratio=3.0",
    "overlay.max_total_exposure=4.0",
    "overlay.acknowledge_high_leverage=true",
    "account.profile=jp_retail_futures",
    "account.voluntary_stop_level=4.0",
)


@pytest.fixture(scope="module", params=list(WIDE))
def made(request, whole_market):
    return backtest(load_config(None, PERIOD, pattern=request.param), whole_market)


def test_set_in_columns_again_it_is_the_table_of_version_2_bit_for_bit(made):
    assert content_hash(wide_table(made.tables)) == WIDE[made.config.pattern]


@pytest.mark.pages
def test_read_from_columns_what_every_rule_said_is_what_it_says_in_rows(market):
    """But for what columns did not tell: the measures of the stops, buffer and cap."""
    run = backtest(load_config(None, [*PERIOD, *EVERY_RULE], pattern="A"), market)
    wide = wide_table(run.tables).replace_schema_metadata({"schema_version": "2"})
    read = in_todays_form({"equity": run.tables["equity"], "rules": wide, "fills": run.tables["fills"]})
    assert list(read) == ["equity", "rules", "targets", "fills"]
    assert read["targets"].equals(run.tables["targets"])
    rows = run.tables["rules"].to_pylist()
    assert {row["rule"] for row in rows if row["bound"]} == {"halving", "loss_stop", "voluntary_stop", "buffer"}
    told = [row if row["rule"] == "halving" else row | {"observed": None} for row in rows]
    assert read["rules"].to_pylist() == told


@pytest.mark.pages
def test_at_most_one_rule_binds_a_session_and_each_says_something_once(market):
    run = backtest(load_config(None, [*PERIOD, *EVERY_RULE], pattern="A"), market)
    rows, targets = run.tables["rules"].to_pylist(), run.tables["targets"].to_pylist()
    assert max(Counter(row["date"] for row in rows if row["bound"]).values()) == 1
    said = Counter((row["date"], row["rule"]) for row in rows)
    assert len(said) == len(rows) == 5 * len(targets)
    bound = {row["date"] for row in rows if row["bound"]}
    assert bound == {row["date"] for row in targets if row["target_ratio"] < row["base_ratio"]}


@pytest.mark.pages
def test_a_rule_that_is_switched_off_has_no_rows(market):
    off = ("halving.enabled=false", "stops.monthly_loss=off", "stops.voluntary=false", "cash.buffer=0.0")
    run = backtest(load_config(None, [*PERIOD, *off], pattern="A"), market)
    assert set(run.tables["rules"]["rule"].to_pylist()) == {"cap"}


@pytest.mark.pages
@pytest.mark.parametrize("version", "1234")
def test_rules_that_were_told_in_columns_are_read_as_rows_that_tell_the_same(version, subtests):
    for path in sorted(one.parent for one in GOLDEN.glob(f"{version}/*/manifest.json")):
        with subtests.test(path.relative_to(GOLDEN).as_posix()):
            was, now = pq.read_table(path / "rules.parquet"), load_run(path).tables
            assert now["rules"].schema.equals(SCHEMAS["rules"], check_metadata=True)
            assert now["targets"].schema.equals(SCHEMAS["targets"], check_metadata=True)
            again = wide_table(now)
            known = {"buffer_ratio": "room_ratio"}
            for column in was.column_names:
                assert again[known.get(column, column)].to_pylist() == was[column].to_pylist()
            if "contract_ratio" not in was.column_names:
                assert again["contract_ratio"].null_count == was.num_rows
            halved = [row["state"] == "halved" for row in now["rules"].to_pylist() if row["rule"] == "halving"]
            assert halved == [one < 1.0 for one in was["halving_multiplier"].to_pylist()]
