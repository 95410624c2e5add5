"""Points of a plan in the hand, and what `overlay survive` says of them."""

from data.market.embedded import embedded_market
from engine.hand.grid import EVENTS
from engine.survival.listener import listener_of
from engine.survival.request import request_of
from engine.survival.survive import survived

QUIET = listener_of(lambda _: None, threads=1)


def survive_at(grid, point, out, make):
    """Result of `overlay survive` at a point."""
    cells, runs = grid.asked.cells, grid.asked.terms.runs()
    run, cell = divmod(point, len(cells))
    asked = request_of(cells[cell].config, (), grid.asked.terms.of(*runs[run]))
    return survived(asked, embedded_market(), out, QUIET, make)


def told_by(result, *, resampled):
    """What the tables of a result say, by column of a grid; intervals of simulation alone where nothing was
    resampled.
    """
    events = {row["event"]: row for row in result.table("survival").to_pylist() if row["kind"] == "all"}
    quantiles = {f"{row['quantile']:g}": row for row in result.table("terminal").to_pylist()}
    low, high = ("low", "high") if resampled else ("simulation_low", "simulation_high")
    told = {}
    for event in EVENTS:
        row = events[event]
        told |= {event: row["probability"], f"{event}/low": row[low], f"{event}/high": row[high]}
    return told | {
        f"{name}/{quantile}": quantiles[quantile][name] for name in ("wealth", "fund") for quantile in ("0.01", "0.5")
    }


def place_of(grid, point):
    """What the address says of a point."""
    axes, runs = grid.asked.axes, grid.asked.terms.runs()
    run, cell = divmod(point, axes.cells)
    (years, rate), (row, overlay) = runs[run], divmod(cell, len(axes.overlays))
    profile, buffer = divmod(row, len(axes.buffers))
    return (
        f"overlay={axes.overlays[overlay]}&buffer={axes.buffers[buffer]}&profile={axes.profiles[profile]}"
        f"&years={years}&rate={rate}"
    )
