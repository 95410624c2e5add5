"""Vectors by chance: terms, an account and a market in round numbers."""

from datetime import date, timedelta

CURES = (["money"], ["money", "recovery"], ["money", "reduction"], ["money", "recovery", "reduction"])
CLOSINGS = ("all", "minimum", 2)
FIRST = date(2024, 4, 1)


def vector(chance):
    sessions = chance.randint(3, 9)
    given = terms(chance)
    days = [(FIRST + timedelta(number)).isoformat() for number in range(sessions + given["grace_sessions"])]
    contracts, asked = chance.choice((-7, -2, -1, 1, 3, 8)), chance.choice((1_000, 2_000))
    account = {
        "currency": "USD",
        "cash": int(abs(contracts) * asked * chance.choice((0.6, 1, 1, 1.2))),
        "fund": abs(contracts) * chance.choice((200, 3_000)),
        "contracts": contracts,
        "multiplier": chance.choice((10, 10, 40)),
        "entry_price": 1_000,
    }
    return {
        "id": "by-chance",
        "kind": "call",
        "title": "by chance",
        "source": {"kind": "ours", "shows": "chance"},
        "terms": given,
        "account": account,
        "sessions": prices(chance, days[:sessions], asked, account),
        "after": days[sessions:],
    }


def terms(chance):
    grace = chance.randint(0, 3)
    at = chance.choice(("open", "close"))
    cut = {"level": chance.choice((0.5, 0.8, 1)) if grace else 1, "watched": chance.choice(("close", "session"))}
    return {
        "zone": "America/New_York",
        "hours": {"open": "09:30", "close": "16:00"},
        "fills_at": at,
        "call_restores": chance.choice(("maintenance", "maintenance", "initial")),
        "debt_is_called": chance.random() < 0.3,
        "grace_sessions": grace,
        "deadline": chance.choice(("09:00", "12:00", "18:00")) if grace else None,
        "cures": chance.choice(CURES),
        "closing": {"sessions_after_deadline": chance.randint(0, 2), "contracts": chance.choice(CLOSINGS)},
        "loss_cut": cut if chance.random() < 0.5 else None,
        "fund_haircut": chance.choice((None, None, 0.25, 0)),
        "money_takes_sessions": chance.randint(0, 2),
    }


def prices(chance, days, asked, account):
    close, fund, told = 1_000, account["fund"], []
    reducing = -1 if account["contracts"] > 0 else 1
    for day in days:
        opened = max(close + chance.choice((-40, -10, 0, 0, 10, 30)), 100)
        close = max(opened + chance.choice((-60, -20, -10, 0, 10, 20, 50)), 100)
        asked = chance.choice((asked, asked, asked, asked + 500, max(asked - 250, 250)))
        sent = min(fund, chance.choice((0, 0, 0, 100, 500, 2_000, 10_000)))
        fund -= sent
        ordered = {"trade": reducing * chance.choice((1, 2, 8))} if chance.random() < 0.2 else {}
        told.append({
            "date": day,
            "open": opened,
            "high": max(opened, close) + chance.choice((0, 5, 50)),
            "low": min(opened, close) - chance.choice((0, 5, 50)),
            "close": close,
            "maintenance": asked,
            "initial": asked + 100,
            "evening": ({"send": sent} if sent else {}) | ordered,
        })  # fmt: skip
    return told
