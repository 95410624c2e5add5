"""Scripts of orders through engines that stand in a Python of their own: of each script what such an engine can be
given.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from data.base.errors import DataError
from validation.order_scripts import Script, Sent

PROGRAM = Path(__file__).parents[1] / "benchmarks" / "peer_orders.py"
Fills = dict[int, tuple[int, float, int]]
"""By number of the order: session, price, signed size."""


def python() -> str:
    """The Python of the peers, which the environment's PEERS names."""
    return os.environ.get("PEERS", sys.executable)


def for_backtesting(script: Script) -> Script:
    """Single orders and brackets of a stop and a target, sent from the second session on; no dates. A bracket's prices
    must stand on their sides of the parent's.
    """
    named = {one.number: one for one in script.orders}
    families = {
        one.number: [child for child in script.orders if child.parent == one.number]
        for one in script.orders
        if not one.parent
    }
    kept = {number for number, family in families.items() if _is_for_backtesting(script, named[number], family)}
    return _only(script, lambda one: (one.parent or one.number) in kept, lambda one: not one.parent)


def _is_for_backtesting(script: Script, head: Sent, family: Sequence[Sent]) -> bool:
    if head.session == 0 or head.kind not in {"market", "limit", "stop", "stop_limit"}:
        return False
    up = 1 if head.size > 0 else -1
    entry = head.limit or head.price or script.bars[head.session][3]
    sides = {"stop": -up, "limit": up}
    return all(
        one.kind in sides and one.price is not None and sides[one.kind] * (one.price - entry) > 0 for one in family
    )


def for_ml4t(script: Script) -> Script:
    """Single orders of the kinds that engine has; no groups, brackets or dates."""
    parents = {one.parent for one in script.orders}
    kinds = {"market", "limit", "stop"}

    def has(one: Sent) -> bool:
        trails = one.kind == "stop_trail" and one.amount is not None and one.price is None
        return (one.kind in kinds or trails) and not one.parent and one.number not in parents

    return _only(script, has, has)


def _only(script: Script, keep: Callable[[Sent], bool], taken: Callable[[Sent], bool]) -> Script:
    """The orders that are kept, each by itself but for brackets and without a date; those of them taken back that may
    be.
    """
    orders = [one._replace(valid=("", 0.0), oco=0) for one in script.orders if keep(one)]
    numbers = {one.number for one in orders if taken(one)}
    return script._replace(orders=orders, cancels=[one for one in script.cancels if one[1] in numbers])


PEERS: dict[str, Callable[[Script], Script]] = {"backtesting": for_backtesting, "ml4t": for_ml4t}


def of_peer(peer: str, scripts: Sequence[Script]) -> list[Fills] | None:
    """What a peer fills of scripts, None where it is not installed. Raises `DataError` where PEERS names no Python."""
    given = json.dumps([_told(script) for script in scripts])
    command = [python(), str(PROGRAM), peer]
    try:
        made = subprocess.run(command, input=given, capture_output=True, text=True, check=True)  # noqa: S603  (ours)
    except OSError as error:
        raise DataError(f"PEERS names {command[0]}, which does not run ({error}); give the path of a Python") from None
    told: list[list[tuple[int, int, float, float]]] | None = json.loads(made.stdout.splitlines()[-1])
    if told is None:
        return None
    return [{number: (session, price, int(size)) for number, session, price, size in fills} for fills in told]


def _told(script: Script) -> dict[str, Any]:
    return {"bars": script.bars, "orders": [one._asdict() for one in script.orders], "cancels": script.cancels}
