"""What a family of underlyings has to say, and how: what is missing, taken, unknown or of the wrong unit."""

import re
from collections.abc import Iterator, Mapping, Sequence

from data.facts.family_file import FamilyRow

Beside = Mapping[tuple[str, str], str]
"""The file of each (table, name) that other families have."""
_CONTRACTS = ("futures", "options", "index_funds")
"""Tables with the terms of what can be traded; the others tell of roots that stand in these."""
_OF_A_CONTRACT: dict[str, dict[str, str]] = {
    "futures": {"futures": "multiplier tick spread_tick margin_share", "costs": "commission"},
    "options": {
        "options": "multiplier index_share settles_at_open on_future tick tick_above tick_changes_at strike_step",
    },
    "index_funds": {
        "index_funds": "index_share expense_ratio cost_rate dividend_share",
        "costs": "commission half_spread stress_half_spread stress_vix",
    },
}
_OF_A_FAMILY = {
    "roll_convention": "settlement_friday last_trade days_before_friday",
    "costs": "half_spread stress_half_spread stress_vix roll_half_spread liquidation_half_spread",
    "exchange_margin": "initial_ratio",
    "price_limits": "daily",
    "financing_spread": "flat",
}
_OF_A_BOND = {
    "roll_convention": "delivery_day last_trade notice_day sessions_before_notice",
    "bonds": "coupon shortest longest",
}
"""Of a family that is delivered on a day of the month, in place of the same tables above."""
_MORE = {
    "exchange_margin": "maintenance share of_opening least gains_count", "financing_spread": "by_year",
    "margin_model": "as", "hypothetical": "cost_level", "futures": "dealt_as",
    "roll_convention": "months", "financing": "rate lending received paid expense",
    "margin_method": (
        "method weeks_ahead revision step near_weeks far_weeks quantile mean_sessions floor_sessions "
        "far_floor_sessions sessions_a_year scenarios tail decay"
    ),
    "stress_moves": "move",
    "trading_hours": "open close",
}  # fmt: skip
"""What may be told besides."""
IN_PROFILES = ("costs", "ES.liquidation_half_spread")
"""What an account's profile tells, in points of the S&P 500."""
_UNITS = {
    ("futures", "multiplier"): r"[A-Z]{3} per point of \w+",
    ("futures", "tick"): r"index points",
    ("futures", "spread_tick"): r"index points",
    ("futures", "margin_share"): r"contracts of \w+",
    ("options", "multiplier"): r"[A-Z]{3} per index point",
    ("options", "index_share"): r"share of \w+ on \S+",
    ("index_funds", "index_share"): r"[A-Z]{3} per share and point of \w+ on \S+",
    ("roll_convention", "settlement_friday"): r"Friday of the month on \S+",
    ("roll_convention", "delivery_day"): r"day of the month on \S+",
    ("costs", "commission"): r"[A-Z]{3} per (contract|share) and side",
    ("exchange_margin", "maintenance"): r"[A-Z]{3} per contract",
    ("exchange_margin", "initial_ratio"): r"multiple of maintenance",
    ("price_limits", "daily"): r"share of the previous close",
    ("exchange_margin", "share"): r"share of value",
    ("margin_model", "as"): r"model of \w+",
    ("trading_hours", "open"): r"hour of the day in [\w/]+",
    ("trading_hours", "close"): r"hour of the day in [\w/]+",
}
_ROOTS = {"futures": r"[A-Z][A-Z\d]*", "options": r"[A-Z]+", "costs": r"[A-Z][A-Z\d]*(_option)?"}
"""What roots look like, so that a contract's code can be told apart."""
_EXAMPLES = {
    "multiplier": "USD per point of NDX", "margin_share": "contracts of NQ", "index_share": "share of NDX on XNYS",
    "settlement_friday": "Friday of the month on XNYS", "delivery_day": "day of the month on XNYS",
    "commission": "USD per contract and side",
    "maintenance": "USD per contract", "as": "model of ES",
}  # fmt: skip


def problems_beside(rows: Sequence[FamilyRow], beside: Beside) -> list[str]:
    """A sentence for everything that is wrong with a family beside others, each to be put after the name of its file:
    `, line 3: ...` or `: ...`.
    """
    model = {name.partition(".")[2] for table, name in beside if table == "margin_model"} - {"as"}
    problems = [f", line {row.line}: {wrong}" for row in rows if (wrong := _wrong(row, beside, model))]
    problems += _doubles(rows)
    if not problems:
        problems = [*_strangers(rows), *_missing(rows, beside, model), *_endless(rows)]
    return problems


def missing(rows: Sequence[FamilyRow], model: set[str]) -> list[tuple[str, str]]:
    """(table, name) of each fact that a family lacks; `model` are the parameters of a margin model."""
    known = {(row.table, row.fact.name) for row in rows}
    return [one for one in dict.fromkeys(_needed(rows, model)) if one not in known and one != IN_PROFILES]


def _needed(rows: Sequence[FamilyRow], model: set[str]) -> Iterator[tuple[str, str]]:
    roots = {table: dict.fromkeys(_root(row) for row in rows if row.table == table) for table in _CONTRACTS}
    shares = (row.fact for row in rows if row.table == "futures" and row.fact.name.endswith(".margin_share"))
    heads = dict.fromkeys(fact.unit.rpartition(" ")[2] for fact in shares)
    roots["futures"] |= heads
    for kind, found in roots.items():
        yield from ((table, f"{root}.{name}") for root in found for table, name in _each(_OF_A_CONTRACT[kind]))
    yield from (("costs", f"{root}_option.commission") for root in roots["options"])
    taken_over = {_root(row) for row in rows if row.table == "margin_model" and row.fact.name.endswith(".as")}
    delivered = {_root(row) for row in rows if row.fact.name.endswith(".delivery_day")}
    for head in heads:
        of_family = _OF_A_FAMILY | (_OF_A_BOND if head in delivered else {})
        yield from ((table, f"{head}.{name}") for table, name in _each(of_family))
        yield from (("margin_model", f"{head}.{name}") for name in sorted(model) if head not in taken_over)


def _each(told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((table, name) for table, names in told.items() for name in names.split())


def _root(row: FamilyRow) -> str:
    return row.fact.name.partition(".")[0]


def _wrong(row: FamilyRow, beside: Beside, model: set[str]) -> str:
    """What is wrong with a row by itself; nothing where it is in order."""
    root, _, name = row.fact.name.partition(".")
    tables = [one for told in (*_OF_A_CONTRACT.values(), _OF_A_FAMILY, _OF_A_BOND, _MORE) for one in _each(told)]
    known = [*dict.fromkeys(told for table, told in tables if table == row.table)]
    known += sorted(model) if row.table == "margin_model" else []
    if not known:
        return f"unknown table {row.table!r}; known: {', '.join(dict.fromkeys(table for table, _ in tables))}"
    if name not in known:
        return f"{row.table} knows no {row.fact.name}; known of {root}: {', '.join(known)}"
    if not re.fullmatch(_ROOTS.get(row.table, _ROOTS["futures"]), root):
        return f"the root {root!r} should be of capital letters{'' if row.table == 'options' else ' and digits'}"
    if told := next((file for (_, other), file in beside.items() if other.partition(".")[0] == root), ""):
        return f"the root {root} is taken by {told}; choose another"
    form = _UNITS.get((row.table, name), ".+")
    if not re.fullmatch(form, row.fact.unit):
        return f"the unit of {row.fact.name} is {row.fact.unit!r}; it should be like {_EXAMPLES.get(name, form)!r}"
    return ""


def _doubles(rows: Sequence[FamilyRow]) -> Iterator[str]:
    seen: dict[tuple[str, str, int], int] = {}
    for row in rows:
        first = seen.setdefault((row.table, row.fact.name, row.fact.valid_from), row.line)
        if first != row.line:
            yield f", line {row.line}: {row.fact.name} begins on the same day as on line {first}; leave one of them out"


def _strangers(rows: Sequence[FamilyRow]) -> Iterator[str]:
    """Rows of what is no contract here: a misspelt root, mostly."""
    contracts = {_root(row) for row in rows if row.table in _CONTRACTS}
    contracts |= {f"{_root(row)}_option" for row in rows if row.table == "options"}
    contracts |= {row.fact.unit.rpartition(" ")[2] for row in rows if row.fact.name.endswith(".multiplier")}
    for row in rows:
        if _root(row) not in contracts:
            yield f", line {row.line}: {_root(row)} of {row.fact.name} is no contract of this file"


def _endless(rows: Sequence[FamilyRow]) -> Iterator[str]:
    """Published histories without an end: their last value would hold on no day."""
    last: dict[str, FamilyRow] = {}
    for row in rows:
        name = row.fact.name
        if row.table == "exchange_margin" and name.endswith(".maintenance"):
            last[name] = max(row, last.get(name, row), key=lambda one: one.fact.valid_from)
    for name, row in last.items():
        if row.fact.value is not None:
            yield f", line {row.line}: {name} has no end; add a row without a value from the day on that is not known"


def _missing(rows: Sequence[FamilyRow], beside: Beside, model: set[str]) -> Iterator[str]:
    lacking = missing(rows, model)
    if lacking:
        told = ", ".join(f"{name} ({table})" for table, name in lacking)
        yield f": has no {told}; docs/underlyings.md says what each is"
    if not any(row.table in _CONTRACTS for row in rows):
        yield ": has no contract; docs/underlyings.md has an example"
    heads = {name.partition(".")[0] for table, name in beside if table == "margin_model"}
    for row in rows:
        model_of = row.fact.unit.rpartition(" ")[2]
        if row.table == "margin_model" and row.fact.name.endswith(".as") and model_of not in heads:
            yield f", line {row.line}: there is no margin model of {model_of}; known: {', '.join(sorted(heads))}"
