"""The charts of a paper journal: the account beside its model, and what lies between them."""

import numpy as np

from data.base.arrow import to_array
from engine.journal.followed import Followed
from engine.report import palette
from engine.report.drawing import Ink
from engine.report.picture_chart import Across, Axis, Chart, Curve
from engine.report.picture_scale import dashes
from engine.words import Words


def charts_of(found: Followed, say: Words) -> dict[str, Chart]:
    """Every chart that the journal has numbers for, by its name."""
    runs = {"account": found.run, **({"model": found.model} if found.model else {})}
    days = to_array(found.run.table("equity")["date"]).astype(float)
    worth = [to_array(run.table("equity")["equity"]) for run in runs.values()]
    inks = [Ink(f"run-{place}", stroke) for place, stroke in enumerate(palette.strokes(["account", "model"]).values())]
    lines = [
        Curve(say(f"journal_page.{name}"), ink, days, values, dash)
        for name, ink, values, dash in zip(runs, inks, worth, ("", dashes("dash")), strict=False)
    ]
    across = Across("days", days[0], days[-1])
    axis = Axis(say.told("money", found.run.config.capital.currency), "{:,.0f}".format)
    made = {"worth": Chart(axis, across, curves=lines)}
    if found.model:
        apart = Curve(say("journal_chart.apart_line"), inks[0], days, np.asarray(worth[0] - worth[1]))
        made["apart"] = Chart(axis, across, curves=[apart])
    return made
