"""Settings by chance of what goes wrong around an account, and of money that flows into it and out of it."""

from collections.abc import Mapping
from typing import Any

FAULTS: Mapping[str, tuple[float, tuple[Any, ...]]] = {
    **{
        f"{name}.{key}": drawn
        for name in ("absence", "outage", "stale")
        for key, drawn in (("sessions", (0.5, (1, 2, 5, 9, 30))), ("a_year", (1.0, (0.5, 4.0, 20.0))))
    },
    "faults.seed": (0.5, (2, 3, 2**63 - 1)),
    "faults.missed_rolls": (0.5, (0.2, 0.5, 1.0)),
    "faults.late": (0.5, (0.1, 0.5, 1.0)),
    "faults.late_sessions": (0.7, (1, 2, 3, 7)),
}
"""By setting of what goes wrong: how often it is set, and to what."""
FAULTY = 0.4
"""Share of accounts around which something goes wrong."""
FLOWS: Mapping[str, tuple[float, tuple[Any, ...]]] = {
    "flows.contribute": (0.3, (500.0, 20_000.0)),
    "flows.withdraw": (0.3, (500.0, 5_000.0, 60_000.0)),
    "flows.withdraw_share": (0.2, (0.04, 0.3, 1.0)),
    "flows.every": (0.5, ("month", "quarter", "year")),
    "flows.inflation": (0.3, (0.02, 0.3)),
    "flows.currency": (0.3, ("investor",)),
}
"""The same of money that is paid in and taken out."""
STARTS_LATER = 0.3
"""Share of accounts of which payments begin on a day of their own."""
