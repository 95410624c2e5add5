"""A figure of a user's own, in one file that knows nothing but `engine`."""

import numpy as np

from engine import Record, backtest, figure, load_config


@figure(
    form="{:.3%}",
    words={"en": "mean drawdown beside {bills}", "ja": "平均ドローダウン({bills})"},
    after="max_drawdown",
    undefined="a single session",
)
def mean_drawdown(record: Record) -> float | None:
    """Mean of equity / highest equity so far - 1 over all sessions."""
    equity = record.life.equity
    return float((equity / np.maximum.accumulate(equity) - 1.0).mean()) if len(equity) > 1 else None


@figure(form="{:.2f}", words={"en": "sessions on the index's side"}, index=True)
def same_side(record: Record) -> float | None:
    """Share of sessions on which run and index moved the same way."""
    return float((np.sign(record.life.daily) == np.sign(record.index)).mean())


if __name__ == "__main__":
    run = backtest(load_config(None, ["period=2008"]))
    print("mean drawdown of equity:", run.metrics["mean_drawdown"])
