"""What a page tells of a cash ratio in figures: how fast it moved, what cash cost, and the series of one's own."""

import pyarrow.compute as pc

from data.base.arrow import to_array, to_numbers
from data.base.days import iso
from engine.analysis.cash_figures import cash_cost, cash_speed
from engine.report.told import Told
from engine.results.run import RunResult
from engine.words import Words


def cash_figures_told(run: RunResult, say: Words) -> Told | None:
    """Speed and cost of the cash ratio, a row each; None where nothing was filled."""
    speed, cost = cash_speed(run.tables), cash_cost(run.tables)
    if speed is None or cost is None:
        return None
    figures = {
        "held": f"{speed.held:.1f}",
        "ordered": f"{speed.ordered:.1f}",
        "orders": f"{speed.orders:,}",
        "fastest": say("kind_page.speed_on", points=f"{speed.fastest:.1f}", day=iso(speed.day)),
        "cost": say("kind_page.cost_in", share=f"{cost.cost:+.2%}", months=f"{cost.rising:,}"),
        "saved": say("kind_page.cost_in", share=f"{-cost.saved:+.2%}", months=f"{cost.falling:,}"),
        "yearly": f"{cost.yearly:+.2%}",
    }
    return Told(["", ""], [[say(f"kind_page.cash_{name}"), told] for name, told in figures.items()])


def series_told(run: RunResult, say: Words) -> Told | None:
    """Of each series of one's own: its last value that was known, its last band and what that asks for, and the share
    of evenings on which it asked for anything; None where there are none.
    """
    if "cash_series" not in run.tables:
        return None
    table, rows = run.table("cash_series"), list[list[str]]()
    for name, one in run.config.cash_series.named.items():
        of = table.filter(pc.equal(table["series"], name))
        known, asks = of["value"].drop_null(), to_numbers(of["asks"])
        value = f"{known[-1].as_py():,.4g}" if len(known) else say("headline.undefined")
        band, asking = int(to_array(of["band"])[-1]), float((asks > 0.0).mean())
        last = f"{asks[-1]:.1%}" if band else say("headline.undefined")
        rows.append([name, value, say("kind_page.band_of", band=band, bands=len(one.asks)), last, f"{asking:.0%}"])
    return Told([say(f"kind_page.series_{name}") for name in ("name", "value", "band", "asks", "share")], rows)
