"""Runs by chance of every kind of pattern, and the fills of a run as somebody's own who did all that the model did."""

from data.base.arrow import to_array
from data.base.days import day_of
from engine import load_config
from engine.day.given import GivenFill
from tests.support import accounts_by_chance, option_settings

BY_BROKER = {"expiry", "liquidation"}
FORCED = {"loss_cut", "liquidation", "deadline_missed"}
KINDS = ("A", "tokyo", "B", "C", "fx", "cash")


def drawn(kind, rng, market):
    """(configuration, its market)."""
    if kind == "tokyo":
        settings, market = accounts_by_chance.at_tokyo(rng)
    elif kind == "fx":
        settings, market, *_ = accounts_by_chance.at_fx_broker(rng)
    elif kind == "cash":
        settings = {"period.start": "2007-06-01", "period.end": f"2008-{rng.randrange(1, 13):02}-28"}
    else:
        optional = {"B": option_settings.random_b, "C": option_settings.random_c}
        settings = optional[kind](market, rng) if kind in optional else accounts_by_chance.at_new_york(rng)
    said = [f"{name}={value}" for name, value in settings.items()]
    return load_config(None, said, pattern="A" if kind == "tokyo" else kind), market


def done_as_modelled(run):
    """By day, all that the account did itself; a day on which the broker closes positions is left out."""
    days = to_array(run.table("equity")["date"]).tolist()
    done, forced = {day: [] for day in days}, set()
    for fill in run.table("fills").to_pylist():
        day = day_of(fill["date"])
        if fill["purpose"] not in BY_BROKER:
            done[day].append(GivenFill(fill["contract"], fill["size"], fill["price"], fill["commission"]))
        elif fill["purpose"] == "liquidation":
            forced.add(day)
    events = run.table("events").to_pylist()
    forced |= {day_of(event["date"]) for event in events if event["kind"] in FORCED}
    return {day: fills for day, fills in done.items() if day not in forced}


def otherwise(fills, rng):
    """The same fills, some at another price, of another size, left out, or with more beside them."""
    made = []
    for fill in fills:
        price = fill.price * rng.choice([1.0, rng.uniform(0.98, 1.02)])
        size = rng.choice([fill.size, fill.size, 2 * fill.size, fill.size // 2, 0])
        told = fill._replace(price=price, size=size, commission=rng.choice([None, 0.0, 3.21]))
        made += [told] if size else []
        if rng.random() < 0.2 and fill.size > 0:
            made.append(told._replace(size=rng.choice([1, -1]) if size > 0 else 1))
    return made
