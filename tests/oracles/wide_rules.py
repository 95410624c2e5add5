"""The rules of a run as versions 1 and 2 of the table told them: one row a session, with columns of five rules."""

import pyarrow as pa

_ALWAYS = {"multiplier": 1.0, "most": None}
VERSION_2 = pa.schema([
    pa.field("date", pa.date32(), nullable=False),
    *(
        pa.field(name, pa.string() if name == "binding" else pa.float64(), nullable=name in nullable)
        for nullable in [{"volatility", "room_ratio", "contract_ratio"}]
        for name in (
            "base_ratio", "volatility", "halving_multiplier", "loss_stop_multiplier", "voluntary_stop_multiplier",
            "room_ratio", "cap_ratio", "target_ratio", "binding", "contract_ratio",
        )
    ),
])  # fmt: skip


def by_evening(rules, targets):
    """Rows of version 2 by date, from the rows of the long table and of `targets`."""
    said = {row["date"]: {} for row in targets}
    for row in rules:
        assert row["rule"] not in said[row["date"]]
        said[row["date"]][row["rule"]] = row
    return {row["date"]: _evening(row, said[row["date"]]) for row in targets}


def wide_table(tables):
    """The table of version 2, from the tables of a run."""
    rows = by_evening(tables["rules"].to_pylist(), tables["targets"].to_pylist())
    return pa.Table.from_pylist(list(rows.values()), schema=VERSION_2)


def _evening(target, said):
    multipliers = {
        f"{name}_multiplier": _of(said, name, "multiplier") for name in ("halving", "loss_stop", "voluntary_stop")
    }
    bound = [name for name, row in said.items() if row["bound"]]
    assert len(bound) <= 1
    limits = {"room_ratio": _of(said, "buffer", "most"), "cap_ratio": _of(said, "cap", "most")}
    return {**target, **multipliers, **limits, "binding": bound[0] if bound else ""}


def _of(said, rule, column):
    return said.get(rule, _ALWAYS)[column]
