"""Every evening of the rules on offer against their second telling from the documents, on settings by chance."""

import csv
import random
import tomllib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.contracts.calendars import xnys
from data.market.embedded import long_market
from engine import backtest
from engine.settings.run_config import parse_config
from tests.oracles import slow_rules as slow

RUNS = 80
"""Runs of `make test`; the rest are among the pages."""
EVENTS = Path(__file__).parents[3] / "data" / "facts" / "events.csv"
FIRST, LAST = date(1999, 1, 4), date(2018, 11, 30)
EARLY, REAL_OPENS = date(1928, 1, 3), date(2006, 6, 1)


def settings(seed, folder):
    """Sections of a config by chance, and its files in `folder`."""
    draw = random.Random(seed)  # noqa: S311  (settings, not keys)
    early = seed % 7 == 6
    first, last = (EARLY, date(1980, 1, 2)) if early else (FIRST, LAST)
    start = first if draw.random() < 0.15 else first + timedelta(days=draw.randrange((last - first).days - 900))
    chosen = {
        "pattern": draw.choice("AACB") if not early else "A",
        "period": {"start": start, "end": min(last, start + timedelta(days=draw.randint(20, 900)))},
        "capital": {"initial": round(draw.uniform(1e5, 5e6), 2)},
        "overlay": {"ratio": draw.choice([0.1, 0.2, 0.3])},
        "halving": halving(draw),
        "in_range": in_range(draw),
        "before_events": before_events(draw, folder, start),
        "pause": {
            "enabled": draw.random() < 0.7,
            "move": draw.choice([0.005, 0.01, 0.02, 0.04]),
            "sessions": draw.choice([1, 2, 5, 30]),
            "factor": draw.choice([0.0, 0.5]),
        },
        "stops": stops(draw, early),
        "regimes": regimes(draw, folder, start),
        "account": {"profile": draw.choice(["us_fcm_tbill", "jp_retail_futures"])},
        "execution": {"fill_at": draw.choice(["close", "open"]) if start >= REAL_OPENS else "close"},
    }
    if not early and (chosen["stops"]["amount_currency"] == "investor" or draw.random() < 0.2):
        chosen |= {"investor": {"currency": "JPY"}, "hedge": {"ratio": draw.choice([0.0, 0.5, 1.0])}}
    return chosen


def halving(draw):
    above = draw.choice([0.08, 0.12, 0.2])
    return {
        "measure": draw.choice(["realised", "ewma", "parkinson", "atr", "implied"]),
        "decay": draw.choice([0.5, 0.8, 0.9, 0.94, 0.97, 0.99]),
        "window": draw.choice([2, 5, 21, 63]),
        "halve_above": above,
        "restore_below": draw.choice([above, round(0.8 * above, 4)]),
        "restore_sessions": draw.choice([1, 3, 10]),
        "factor": draw.choice([0.25, 0.5]),
    }


def in_range(draw):
    measure = draw.choice(["none", "efficiency", "efficiency", "adx", "adx", "regime", "regime", "labels"])
    chosen = {"measure": measure, "factor": draw.choice([0.0, 0.5])}
    if measure in slow.RANGES and draw.random() < 0.7:
        enter, leave = {"efficiency": (0.1, 0.3), "adx": (15.0, 30.0)}[measure]
        chosen |= {
            "window": draw.choice([5, 20, 100]),
            "enter_below": enter,
            "leave_above": draw.choice([enter, leave]),
        }
    if measure == "labels":
        chosen["labels"] = draw.choice([["flat"], ["flat", "other"], ["up"]])
    return chosen


def before_events(draw, folder, start):
    days = sorted({start + timedelta(days=draw.randint(-30, 900)) for _ in range(30)})
    name = draw.choice(["events.csv", "events.ics"])
    rows = calendar(days) if name.endswith("ics") else "".join(f"{day}\n" for day in ["date", *days])
    (folder / name).write_text(rows, encoding="utf-8")
    own = draw.random() < 0.5
    return {
        "enabled": draw.random() < 0.8,
        "calendars": draw.sample(["FOMC", "CPI", "JOBS", "BOJ", "EARNINGS"], draw.randint(0 if own else 1, 3)),
        "days_before": draw.choice([0, 1, 2, 7]),
        "factor": draw.choice([0.0, 0.5]),
    } | ({"file": str(folder / name)} if own else {})


def calendar(days):
    """Whole days, and every other one at noon in Tokyo of the day after, which is the day itself in New York."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:own"]
    for place, day in enumerate(days):
        after = day + timedelta(days=1)
        starts = f"DTSTART;TZID=Asia/Tokyo:{after:%Y%m%d}T120000" if place % 2 else f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        lines += ["BEGIN:VEVENT", f"UID:{place}", f"DTSTAMP:{day:%Y%m%d}T000000Z", starts, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def stops(draw, early):
    return {
        "monthly_loss": draw.choice(["off", 0.002, 0.005, 0.01]),
        "monthly_amount": draw.choice(["off", 1000.0, 10_000.0, 500_000.0]),
        "amount_currency": "account" if early or draw.random() < 0.5 else "investor",
    }


def regimes(draw, folder, start):
    days = sorted({start + timedelta(days=draw.randint(-60, 900)) for _ in range(24)})
    if draw.random() < 0.5:
        header, dates = (
            "first,last,label",
            [f"{first},{last}" for first, last in zip(days[::2], days[1::2], strict=False)],
        )
    else:
        header, dates = "date,label", [f"{day}" for day in days]
    rows = "".join(f"{one},{draw.choice(['flat', 'up', 'fall'])}\n" for one in dates)
    (folder / "labels.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    return {
        "file": str(folder / "labels.csv"),
        "lag_days": draw.choice([0, 1, 30]),
        "trend_average": draw.choice([50, 200]),
        "trend_window": draw.choice([20, 63]),
        "trend_efficiency": draw.choice([0.1, 0.15, 0.3]),
        "trend_move": draw.choice([0.03, 0.05, 0.1]),
        "crash_fall": draw.choice([0.05, 0.1]),
        "crash_sessions": draw.choice([10, 21]),
    }


class Told:
    """A saved run as frames by session, its config as written, and the market's columns."""

    def __init__(self, seed, folder, market):
        chosen = settings(seed, folder)
        self.market = long_market() if chosen["period"]["start"] < FIRST else market
        path = backtest(parse_config(chosen, f"seed {seed}"), self.market).save(folder).path
        self.config = tomllib.loads((path / "config.toml").read_text(encoding="utf-8"))
        self.tables = {
            name: by_day(pd.read_parquet(path / f"{name}.parquet"))
            for name in ("equity", "rules", "targets", "attribution")
        }
        self.columns = by_day(self.market.table.to_pandas())
        self.days = self.tables["equity"].index

    def rule(self, name):
        rows = self.tables["rules"]
        return rows[rows["rule"] == name]

    def sessions(self):
        """Of the run, and some that follow it: those of the market, then of the exchange."""
        last, known = self.days[-1], self.columns.index
        more = [day for day in known if last < day][:5]
        if len(more) < 5:
            end = slow_day(known[-1])
            more += [pd.Timestamp(day, unit="D") for day in xnys().between(end + 1, end + 20)]
        return [*self.days, *more]

    def events(self):
        rule, days = self.config["before_events"], []
        with EVENTS.open(encoding="utf-8", newline="") as file:
            days += [row["valid_from"] for row in csv.DictReader(file) if row["name"] in rule["calendars"]]
        if "file" in rule:
            days += own_days(Path(rule["file"]))
        return [pd.Timestamp(day).normalize() for day in days]

    def labels(self):
        """(first day, label), each until the next."""
        with Path(self.config["regimes"]["file"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if "date" in rows[0]:
            return [(pd.Timestamp(row["date"]), row["label"]) for row in rows]
        found = []
        for row in rows:
            first, after = pd.Timestamp(row["first"]), pd.Timestamp(row["last"]) + pd.Timedelta(days=1)
            found += [(first, row["label"]), (after, "other")]
        return found

    def stop(self):
        rule, equity = self.config["stops"], self.tables["equity"]["equity"]
        rate = self.columns.loc[self.days, "usdjpy"] if rule["amount_currency"] == "investor" else None
        if self.config["hedge"]["ratio"] == 0.0:
            return slow.loss_stop(equity, rule, self.sessions()[len(self.days)], rate)
        amounts = self.tables["attribution"]
        hedge = amounts[amounts["category"].isin(["hedge_price", "hedge_carry"])]["amount"]
        hedge = hedge.groupby(level=0).sum().reindex(self.days, fill_value=0.0).cumsum()
        return slow.loss_stop(equity, rule, self.sessions()[len(self.days)], rate, hedge)

    def second(self):
        """The rules that are on, told anew."""
        config = self.config
        columns = self.columns.loc[: self.days[-1]]
        told = {"halving": slow.halving(columns, self.days, config["halving"])}
        reads_all = config["pattern"] != "B"
        if reads_all and config["in_range"]["measure"] != "none":
            told["in_range"] = slow.in_range(columns, self.days, config["in_range"], config["regimes"], self.labels())
        if reads_all and config["before_events"]["enabled"]:
            told["before_events"] = slow.before_events(
                self.days, config["before_events"], self.events(), self.sessions()
            )
        if reads_all and config["pause"]["enabled"]:
            told["pause"] = slow.pause(columns, self.days, config["pause"])
        if config["stops"]["monthly_loss"] != "off" or config["stops"]["monthly_amount"] != "off":
            told["loss_stop"] = self.stop()
        return told


def own_days(file):
    text = file.read_text(encoding="utf-8").split()
    if file.suffix == ".csv":
        return text[1:]
    starts = [line.rpartition(":")[2] for line in text if line.startswith("DTSTART")]
    return [pd.Timestamp(one) - pd.Timedelta(hours=24 if "T" in one else 0) for one in starts]


def slow_day(stamp):
    return (stamp - pd.Timestamp("1970-01-01")).days


def by_day(frame):
    return frame.assign(date=pd.to_datetime(frame["date"])).set_index("date")


def differences(seed, folder, market):
    run, found = Told(seed, folder, market), []
    second = run.second()
    on = set(run.tables["rules"]["rule"]) & {"halving", "in_range", "before_events", "pause", "loss_stop"}
    if on != second.keys():
        found.append(f"{sorted(on)} and not {sorted(second)}")
    for name in on & second.keys():
        rows, again = run.rule(name), second[name]
        same = (rows["state"] == again["state"]) & (rows["multiplier"] == again["multiplier"])
        seen = [frame["observed"].astype(float) for frame in (rows, again)]
        same &= np.isclose(*seen, rtol=1e-9, atol=1e-12, equal_nan=True)
        found += [
            f"{name} {day:%Y-%m-%d}: {tuple(rows.loc[day, again.columns])} and not {tuple(again.loc[day])}"
            for day in again.index[~same][:3]
        ]
    return found + unlike_targets(run)


def unlike_targets(run):
    """Evenings whose target is not the plan's ratio times the smallest factor, within every limit."""
    rows, targets = run.tables["rules"], run.tables["targets"]
    least, most = rows["multiplier"].groupby(level=0).min(), rows["most"].astype(float).groupby(level=0).min()
    asked = np.minimum(targets["base_ratio"] * least, most.fillna(np.inf))
    unlike = ~np.isclose(asked, targets["target_ratio"], rtol=1e-12, atol=0.0)
    return [
        f"target {day:%Y-%m-%d}: {targets.loc[day].to_dict()} and not {asked.loc[day]}" for day in run.days[unlike][:3]
    ]


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(RUNS))
def test_every_evening_of_a_rule_is_what_the_documents_say(market, tmp_path, seed):
    assert differences(seed, tmp_path, market) == []
