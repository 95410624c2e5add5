"""Portfolios for tests, each short."""

THREE = {
    "core": {"share": 0.5, "pattern": "core"},
    "futures": {"share": 0.3, "pattern": "A", "overlay": {"ratio": 0.3}},
    "trend": {"share": 0.2, "pattern": "fx_trades"},
}
STEEP = {
    "pattern": "A",
    "overlay": {"ratio": 1.5, "max_total_exposure": 2.6, "acknowledge_high_leverage": True},
    "account": {"profile": "jp_retail_futures"},
    "cash": {"buffer": 0.0},
    "halving": {"enabled": False},
    "stops": {"monthly_loss": "off", "voluntary": False},
}
