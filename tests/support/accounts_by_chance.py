"""Accounts at brokers by name, drawn by chance: settings as `name=value` and the market they are for."""

from datetime import date, timedelta

import numpy as np

from data.base.days import day_of
from data.contracts.calendars import exchange, xnys
from data.market.market import Market
from data.sessions.market_table import market_table
from data.synthetic.generator import Setting, shaped_market, span

STARTS = (
    "1987-09-15", "1998-08-03", "2000-10-02", "2001-08-20", "2002-06-03", "2008-08-01", "2008-10-01", "2010-04-15",
    "2011-07-15", "2014-05-01", "2015-08-03", "2017-08-14", "2018-01-15", "2018-10-01", "2020-02-10", "2020-03-02",
    "2022-03-01", "2022-08-01", "2024-04-10", "2024-07-15", "2025-03-10",
)  # fmt: skip
AT_NEW_YORK = {
    "MES": (
        "cme_fcm", "cme_fcm", "cme_fcm", "sbi_futures", "rakuten_futures", "monex_futures", "matsui_futures", "ibkr",
        "us_fcm_tbill", "cme_ief2", "jp_retail_futures", "retail_cash_margin",
    ),
    "US500": ("gmo_click_cfd", "rakuten_cfd"),
    "SPYMARGIN": ("us_reg_t", "sbi_margin", "rakuten_margin"),
}  # fmt: skip
AT_TOKYO = {
    "JP225M": ("gmo_click_cfd", "rakuten_cfd"),
    "JP225D": ("rakuten_cfd",),
    "CLICK225M": ("click365_kabu",),
    "N225ETF": ("sbi_margin", "rakuten_margin"),
    "NK225M": ("sbi_futures", "monex_futures", "rakuten_futures", "matsui_futures"),
    "NK225MC": ("matsui_futures", "rakuten_futures"),
}
FALLS = ((-0.08,), (-0.06, -0.06), (-0.12, 0.09), (-0.1, -0.1, 0.05), (-0.14, -0.1))


def at_new_york(rng):
    """Settings for the embedded market, a third of a year from a day before a fall."""
    contract, start = rng.choice(["MES", "MES", "US500", "SPYMARGIN"]), rng.choice(STARTS)
    end = date.fromisoformat(start) + timedelta(days=rng.randrange(100, 200))
    settings = {"period.start": start, "period.end": end.isoformat()} | _anywhere(rng, contract, AT_NEW_YORK[contract])
    return settings if start > "2006-06" else settings | {"execution.fill_at": "close"}


FAILURES = ("mf_global", "peregrine", "jp_segregated", "jp_trust", "fx_sapporo")


def held_back(rng):
    """Settings with a broker that fails or a fund that stops, as which it does, and from which day on."""
    began = date(rng.choice([2004, 2008, 2011, 2015]), rng.randrange(1, 13), rng.randrange(1, 28))
    settings = _anywhere(rng, "MES", AT_NEW_YORK["MES"]) | {
        "execution.fill_at": "close",
        "period.start": date(began.year - 1, rng.randrange(7, 13), 1).isoformat(),
        "period.end": date(began.year + rng.choice([1, 1, 3]), 6, 30).isoformat(),
    }
    if rng.random() < 0.4:
        event = {"fund.event": "reserve_2008", "fund.event_start": began.isoformat(), "fund.kind": "prime"}
        return settings | event, "reserve_2008", began
    like = rng.choice(FAILURES)
    return settings | {"broker.fails_on": began.isoformat(), "broker.like": like}, like, began


def at_tokyo(rng):
    """Settings, and a market of nine months with falls."""
    contract, first = rng.choice(list(AT_TOKYO)), rng.choice([date(2012, 1, 4), date(2023, 7, 3), date(2024, 9, 2)])
    over = span(first, 0.75, exchange("XTKS"))
    steps = np.array([rng.gauss(0.0, 0.012) for _ in over.days])
    for _ in range(rng.randrange(1, 4)):
        fall = rng.choice(FALLS)
        place = rng.randrange(20, len(steps) - 20)
        steps[place : place + len(fall)] = fall
    market = shaped_market(over, np.exp(np.cumsum(steps)), Setting(level=20_000.0, index_name="N225"))
    own = {"capital.initial": rng.choice([3e6, 2e7, 1e8]), "capital.currency": "JPY"}
    return _anywhere(rng, contract, AT_TOKYO[contract]) | own | {"fund.kind": rng.choice(["mmf", "deposit"])}, market


def _anywhere(rng, contract, profiles):
    settings = {
        "execution.fill_at": rng.choice(["open", "close"]),
        "capital.initial": rng.choice([250_000.0, 1e6, 2e7]),
        "fund.kind": rng.choice(["mmf", "BIL", "bills", "deposit", "SGOV", "prime"]),
        "overlay.ratio": rng.choice([1.0, 2.0, 3.0, 3.0, 4.0]),
        "overlay.contract": contract,
        "overlay.max_total_exposure": 7.0,
        "overlay.acknowledge_high_leverage": "true",
        "overlay.rebalance": rng.choice(["daily", "monthly", "quarterly"]),
        "overlay.band": rng.choice([0.0, 0.03, 0.2]),
        "halving.enabled": rng.choice(["true", "false"]),
        "stops.monthly_loss": rng.choice(["off", "off", "0.05"]),
        "stops.voluntary": rng.choice(["true", "false", "false"]),
        "account.profile": rng.choice(profiles),
        "cash.sleeve": rng.choice([0.0, 0.01, 0.1]),
        "cash.buffer": rng.choice([0.0, 0.01, 0.05, 0.1]),
        "cash.band": rng.choice([0.0, 0.1, 0.5]),
    }
    may = {
        "account.margin_multiple": [1.0, 2.0, 4.0, 5.0] if contract.startswith(("M", "N")) else [1.0],
        "account.grace": [1, 2, 3],
        "account.reduction_counts": ["true", "false"],
        "account.recovery_counts": ["true", "false"],
        "account.loss_cut_level": [0.0, 0.5, 0.8],
        "account.redemption_lag": [0, 1, 3],
        "futures.financing": [0.02] if contract not in {"MES", "NK225M", "NK225MC"} else ["flat"],
    }
    return settings | {name: rng.choice(values) for name, values in may.items() if rng.random() < 0.3}


FX_ACCOUNTS = (
    "monex_fx_2007", "monex_fx", "monex_fxpro_2007", "retail_fx_50", "retail_fx_100", "gmo_click_neo", "money_partners",
    "au_kabucom_fx", "monex_fx_plus", "sbi_fx_1x", "sbi_fx_3x", "sbi_fx_5x", "sbi_fx_10x", "sbi_fx",
)  # fmt: skip
AT_MOST = {"sbi_fx_1x": 0.8, "sbi_fx_3x": 2.4, "sbi_fx_5x": 4.0, "sbi_fx_10x": 8.0}
FX_STARTS = ("2007-09-03", "2010-06-01", "2011-05-02", "2017-03-01", "2019-01-07")
FX_SESSIONS = 140


def at_fx_broker(rng):
    """Settings of pattern fx, a market in dollars, the columns it was made of, and its index."""
    account = rng.choice(FX_ACCOUNTS)
    settings = {
        "fx.account": account,
        "fx.leverage": AT_MOST.get(account) or rng.choice([1.0, 3.0, 7.5, 12.0]),
        "capital.initial": rng.choice([300_000.0, 1e6, 2.5e7]),
        "fx.contract": rng.choice(["USDJPY1K", "USDJPY10K"]),
        "fx.voluntary_stop": rng.choice([0.0, 1.2]),
        "fx.rebalance": rng.choice(["never", "daily", "monthly"]),
    }
    if account.startswith(("sbi", "money", "au")) and rng.random() < 0.6:
        settings |= {"fx.securities": rng.choice([0.2, 0.5, 0.8]), "fx.securities_move": rng.choice(["true", "false"])}
    return settings, *fx_market(rng, rng.choice(FX_STARTS))


def fx_market(rng, start):
    first, count = day_of(date.fromisoformat(start)), FX_SESSIONS
    days, calm = xnys().between(first, first + 3 * count)[:count], rng.choice([0.003, 0.008])
    moves = [rng.gauss(0.0, calm) + (rng.gauss(0.0, 0.05) if rng.random() < 0.02 else 0.0) for _ in days]
    seen = {
        "usdjpy": (rng.uniform(70.0, 160.0) * np.exp(np.cumsum(moves))).tolist(),
        "bill_yield": [rng.choice([0.0, 0.001, 0.05]) for _ in days],
        "jpy_rate": [rng.choice([-0.001, 0.0, 0.005]) for _ in days],
        "vix": [rng.choice([15.0, 30.0, 55.0]) for _ in days],
    }
    index = 1_000.0 * np.exp(np.cumsum([rng.gauss(0.0, 0.012) for _ in days]))
    prices = {"open": index, "high": index, "low": index, "close": index}
    plain = {name: np.zeros(count, dtype=bool) for name in ("open_is_real", "bill_carried", "vix_modelled")}
    table = market_table({"date": days, "dividend_yield": np.full(count, 0.02)} | prices | plain | seen)
    return Market(table, index="SPX"), seen, index
