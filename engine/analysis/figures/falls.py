"""Figures of falls from a high."""

from data.base.days import iso
from engine.analysis import drawdowns
from engine.analysis.figure import DATE, figure
from engine.analysis.record import Record


@figure(form="{:.2%}", words={"en": "maximum drawdown", "ja": "最大ドローダウン"})
def max_drawdown(record: Record) -> float:
    """Lowest of equity / highest equity so far - 1; below -1 where the account ended in debt."""
    return drawdowns.max_drawdown(record.life.worth)


@figure(form="{:.0f}", words={"en": "sessions below the high, deepest drawdown", "ja": "最大ドローダウンの営業日数"})
def drawdown_sessions(record: Record) -> float | None:
    """Sessions from the last one at the high before the deepest fall to the first back at it, or to the last session;
    0 without a fall.
    """
    return drawdowns.lengths(_deepest(record))[0]


@figure(
    form="{:.0f}",
    words={"en": "sessions from its low to recovery", "ja": "底から回復までの営業日数"},
    undefined="the high has not come back",
)
def recovery_sessions(record: Record) -> float | None:
    """Sessions from the low of the deepest fall to the first back at the high; 0 without a fall."""
    return drawdowns.lengths(_deepest(record))[1]


@figure(
    form=DATE,
    words={"en": "last session at the high before it", "ja": "下落前の最後の高値の日"},
    undefined="equity never fell",
)
def drawdown_peak(record: Record) -> str | None:
    """Last session at the high before the deepest fall (the first of equals), a date."""
    fall = _deepest(record)
    return iso(fall.peak) if fall else None


@figure(form=DATE, words={"en": "session of its low", "ja": "底の日"}, undefined="equity never fell")
def drawdown_trough(record: Record) -> str | None:
    """First session at the low of that fall, a date."""
    fall = _deepest(record)
    return iso(fall.trough) if fall else None


@figure(
    form=DATE, words={"en": "session of recovery", "ja": "回復した日"}, undefined="equity never fell, or is still below"
)
def drawdown_recovery(record: Record) -> str | None:
    """First session back at the high, a date."""
    fall = _deepest(record)
    return None if fall is None or fall.recovery is None else iso(fall.recovery)


@figure(
    form="{:.2f}",
    words={"en": "Calmar ratio", "ja": "カルマーレシオ"},
    undefined="less than a year; a fall of less than 0.1 %",
)
def calmar(record: Record) -> float | None:
    """`cagr` over the depth of `max_drawdown`, both of the whole run."""
    return drawdowns.calmar(record.life.days, record.life.worth)


@figure(form="{:.2%}", words={"en": "ulcer index", "ja": "アルサー指数"})
def ulcer(record: Record) -> float:
    """Square root of the mean of (equity / highest equity so far - 1)^2 over all sessions, a decimal and not in per
    cent.
    """
    return drawdowns.ulcer(record.life.worth)


def _deepest(record: Record) -> drawdowns.Drawdown | None:
    return drawdowns.deepest(record.life.days, record.life.worth)
