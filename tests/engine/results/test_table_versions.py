"""Columns of tables are those of the versions that are declared."""

import hashlib
import json
from pathlib import Path

import pytest

from engine.comparison.comparison_schemas import TABLES as COMPARED
from engine.comparison.comparison_schemas import VERSIONS as COMPARED_VERSIONS
from engine.results.schemas import TABLES, VERSIONS
from engine.survival.schemas import TABLES as SURVIVED
from engine.survival.schemas import VERSIONS as SURVIVED_VERSIONS

GOLDEN = Path(__file__).parents[2] / "golden"


def fingerprint(columns):
    told = [(column.name, str(column.type), column.nullable) for column in columns]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("declared", "versions", "kind"),
    [
        (TABLES, VERSIONS, "run"),
        (COMPARED, COMPARED_VERSIONS, "comparison"),
        (SURVIVED, SURVIVED_VERSIONS, "survival"),
    ],
)
def test_columns_do_not_change_without_a_new_version_of_their_table(declared, versions, kind):
    """To tell of a new version: raise it in `VERSIONS`, give new columns a `before`, and add the fingerprint shown here
    to schemas.json.
    """
    kept = json.loads((GOLDEN / "schemas.json").read_text())[kind]
    now = {f"{table} {versions.get(table, 1)}": fingerprint(columns) for table, columns in declared.items()}
    assert {key: kept.get(key) for key in now} == now
