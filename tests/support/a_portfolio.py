"""A plan of three accounts between which money moves, in the autumn of 2008: one is called again and again."""

STEEP = {
    "pattern": "A",
    "overlay": {"ratio": 1.5, "max_total_exposure": 2.6, "acknowledge_high_leverage": True},
    "account": {"profile": "jp_retail_futures"},
    "cash": {"buffer": 0.0},
    "halving": {"enabled": False},
    "stops": {"monthly_loss": "off", "voluntary": False},
}
PLAN = {
    "currency": "USD",
    "period": "2008-09..2009-02",
    "transfers": {"every": "month", "band": 0.01, "days": 2, "rescue_from": "fund", "conversion": 0.01},
    "accounts": {
        "fund": {"share": 0.6, "pattern": "core"},
        "trend": {"share": 0.2, "pattern": "fx_trades"},
        "steep": {"share": 0.2, **STEEP},
    },
}
