"""Figures of a run against its index."""

from engine.analysis import against_index
from engine.analysis.figure import figure
from engine.analysis.record import Record


@figure(
    form="{:.2f}", words={"en": "up capture", "ja": "アップキャプチャー"}, undefined="the index never rose", index=True
)
def up_capture(record: Record) -> float | None:
    """Mean return on the sessions on which the index rose / mean return of the index on them."""
    return against_index.up_capture(record.life.daily, record.index)


@figure(
    form="{:.2f}",
    words={"en": "down capture", "ja": "ダウンキャプチャー"},
    undefined="the index never fell",
    index=True,
)
def down_capture(record: Record) -> float | None:
    """The same for the sessions on which it fell; positive where the run fell with it."""
    return against_index.down_capture(record.life.daily, record.index)


@figure(
    form="{:.2f}",
    words={"en": "beta to the index", "ja": "指数に対するベータ"},
    undefined="fewer than two returns, or a constant index",
    index=True,
)
def beta(record: Record) -> float | None:
    """Covariance of returns and index returns / variance of the index returns, not in excess of bills."""
    return against_index.beta(record.life.daily, record.index)


@figure(
    form="{:.2f}",
    words={"en": "correlation with the index", "ja": "指数との相関"},
    undefined="fewer than two returns, or constant ones on either side",
    index=True,
)
def correlation(record: Record) -> float | None:
    """Pearson's correlation of returns and index returns."""
    return against_index.correlation(record.life.daily, record.index)
