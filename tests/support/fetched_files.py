"""Files of public series in the form of their publishers: the program's own history, and a made-up fortnight behind
it.
"""

import json
from datetime import UTC, datetime, time
from hashlib import sha256
from random import Random

import numpy as np

from data.base.days import date_of, iso
from data.fetch.public_series import SERIES
from data.fetch.store import Record
from data.market.embedded import embedded_market

SINCE = 19914  # 2024-07-10
LAST = 20657  # 2026-07-23
SESSIONS = 9
"""Sessions of the made-up part."""
NOW = datetime(2026, 7, 24, 12, 0, tzinfo=UTC)


def values(last=LAST):
    """Days, and columns by name, as the publishers have them."""
    market = embedded_market()
    row = market.row_from(SINCE)
    old = np.array(market.days[row:])
    new = np.array(list(market.calendar.between(int(old[-1]) + 1, last)))
    chance = Random(1)  # noqa: S311
    columns = {name: market.floats(name)[row:].tolist() for name in ("open", "high", "low", "close", "vix", "usdjpy")}
    bills = market.floats("bill_yield")[row:]
    columns["dtb3"] = (bills * 360 / 365 / (1.0 + bills * 91 / 365) * 100.0).round(3).tolist()
    columns["dgs1mo"] = (market.floats("bill_yield_1m")[row:] * 100.0).round(2).tolist()
    for _ in new:
        close = columns["close"][-1] * (1.0 + chance.gauss(0.0, 0.01))
        columns["open"].append(columns["close"][-1] * 1.001)
        columns["close"].append(close)
        columns["high"].append(max(close, columns["open"][-1]) * 1.002)
        columns["low"].append(min(close, columns["open"][-1]) * 0.998)
        columns["vix"].append(round(15.0 + chance.random(), 2))
        columns["usdjpy"].append(round(162.0 + chance.random(), 2))
        columns["dtb3"].append(round(3.7 + chance.random() / 100, 2))
        columns["dgs1mo"].append(round(3.7 + chance.random() / 100, 2))
    return [*old.tolist(), *new.tolist()], columns


def chart(days, columns):
    """Yahoo's answer: prices are numbers of 32 bits, told with 64."""
    seconds = [int(datetime.combine(date_of(day), time(13, 30), UTC).timestamp()) for day in days]
    names = ("open", "high", "low", "close")
    quote = {name: [float(np.float32(round(one, 2))) for one in columns[name]] for name in names}
    quote["volume"] = [3_000_000_000] * len(days)
    meta = {"symbol": "^GSPC", "gmtoffset": -14400, "dataGranularity": "1d"}
    result = {"meta": meta, "timestamp": seconds, "indicators": {"quote": [quote]}}
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def fred(code, days, figures):
    """FRED's CSV: a day that was not published has a blank."""
    rows = [
        f"{iso(day)},{'' if np.isnan(one) else f'{one:.4f}'.rstrip('0')}"
        for day, one in zip(days, figures, strict=True)
    ]
    return "\n".join([f"observation_date,{code}", *rows, ""]).encode()


def cboe(days, figures):
    """Cboe's CSV."""
    rows = [f"{date_of(day):%m/%d/%Y}," + ",".join([f"{one:.6f}"] * 4) for day, one in zip(days, figures, strict=True)]
    return "\r\n".join(["DATE,OPEN,HIGH,LOW,CLOSE", *rows, ""]).encode()


def bodies(last=LAST):
    """By name of the series the body that its publisher would send on `last`."""
    days, columns = values(last)
    return {
        "gspc": chart(days, columns),
        "vix": cboe(days, columns["vix"]),
        "dtb3": fred("DTB3", days, columns["dtb3"]),
        "dgs1mo": fred("DGS1MO", days, columns["dgs1mo"]),
        "dexjpus": fred("DEXJPUS", days, columns["usdjpy"]),
    }


def keep(store, name, body, last=LAST, now=NOW):
    """Put a body into a store as a fetch would have."""
    (series,) = (one for one in SERIES if one.name == name)
    store.folder.mkdir(parents=True, exist_ok=True)
    (store.folder / series.file).write_bytes(body)
    first, end = date_of(SINCE), date_of(last)
    store.note(
        Record(name, series.file, series.url, now, now, sha256(body).hexdigest(), len(body), first, 1, first, end)
    )


def kept(store, last=LAST, **changed):
    """Put every series into a store; `changed` are bodies by name that stand in for those of the publishers."""
    for name, body in (bodies(last) | changed).items():
        keep(store, name, body, last)
    return store
