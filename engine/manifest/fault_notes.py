"""What went wrong around the account of a run as its settings asked, and what of it never came."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pyarrow as pa

from data.base.arrow import to_array
from engine.account.profiles import AccountProfile
from engine.settings.reach import stopped_by
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

SPELLS = {"absence.sessions": "absence", "outage.sessions": "outage", "stale.sessions": "stale"}
SINGLE = {"faults.missed_rolls": "missed_roll", "faults.late": "redemption_late"}
"""Settings of faults, and kinds of their events (of spells their beginning)."""

SAID = {
    "absence.sessions": "fault_absence", "outage.sessions": "fault_outage", "stale.sessions": "fault_stale",
    "faults.missed_rolls": "fault_missed_roll", "faults.late": "fault_redemption_late",
}  # fmt: skip
"""The note of what came."""


def fault_notes(config: RunConfig, profile: AccountProfile, tables: Mapping[str, pa.Table]) -> Iterator[Note]:
    """How often each fault came, or that it never did; nothing of those that have no effect."""
    asked = [
        setting
        for setting, value in (
            *((one, getattr(config, name).sessions) for one, name in SPELLS.items()),
            *((one, getattr(config.faults, one.partition(".")[2])) for one in SINGLE),
        )
        if value and stopped_by(config, profile, setting) is None
    ]
    if not asked:
        return
    events, days = tables["events"], to_array(tables["equity"]["date"]).tolist()
    told = list(zip(to_array(events["date"]).tolist(), events["kind"].to_pylist(), strict=True))
    counts = Counter(kind for _, kind in told)
    for setting in asked:
        kind = SINGLE.get(setting) or f"{SPELLS[setting]}_begins"
        if not counts[kind]:
            yield note("fault_never_came", setting=setting)
        elif setting in SINGLE:
            yield note(SAID[setting], count=counts[kind])
        else:
            yield note(SAID[setting], count=counts[kind], sessions=_sessions(SPELLS[setting], told, days))


def _sessions(name: str, told: list[tuple[int, str]], days: list[int]) -> int:
    """Sessions that lie in spells of a name."""
    row = {day: place for place, day in enumerate(days)}
    begun, sessions = -1, 0
    for day, kind in told:
        if kind == f"{name}_begins":
            begun = row[day]
        elif kind == f"{name}_ends":
            begun, sessions = -1, sessions + row[day] - begun
    return sessions + (len(days) - begun if begun >= 0 else 0)
