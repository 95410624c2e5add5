"""What a run was like: how often what happened that a day without trouble does not have."""

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from data.base.days import Day, day_of
from data.contracts.contracts import is_option
from data.facts import facts
from data.market.market import Market
from engine.assembly.broker_terms import family_of
from engine.assembly.open_account import open_account
from engine.settings.run_config import RunConfig

POLICIES = {0.0: "liquidations of everything", 1.0: "liquidations of the minimum"}
COUNTED = (
    "margin calls", "missed deadlines", *POLICIES.values(), "liquidations of a multiple", "ruins", "price-limit waits",
    "in-the-money expiries", "waiting orders", "loss cuts in mid-session",
)  # fmt: skip
"""What has to happen often enough for an agreement to say anything."""


def days_of(table: pa.Table, column: str = "date") -> list[Day]:
    """A column of dates as days, shape (rows,)."""
    return [day_of(one) for one in table[column].to_pylist()]


def happened(config: RunConfig, market: Market, tables: Mapping[str, pa.Table]) -> Counter[str]:
    """How often each of `COUNTED` happened in a run."""
    events, policy = tables["events"], liquidation_policy(config, market)
    told = list(zip(events["kind"].to_pylist(), events["code"].to_pylist(), strict=True))
    kinds = [kind for kind, _ in told]
    # who is ruined is closed out whatever the policy says
    chosen = kinds[: kinds.index("ruin")] if "ruin" in kinds else kinds
    fills = zip(*(tables["fills"][name].to_pylist() for name in ("purpose", "contract", "price")), strict=True)
    at_limit, for_money = waits(config, market, tables["orders"])
    return Counter(
        {
            "margin calls": kinds.count("margin_call"),
            "missed deadlines": kinds.count("deadline_missed"),
            POLICIES.get(policy, "liquidations of a multiple"): chosen.count("liquidation"),
            "ruins": kinds.count("ruin"),
            "price-limit waits": at_limit,
            "in-the-money expiries": sum(
                why == "expiry" and price > 0.0 and is_option(code) for why, code, price in fills
            ),
            "waiting orders": for_money,
            "loss cuts in mid-session": told.count(("loss_cut", "mid_session")),
        }
    )


def liquidation_policy(config: RunConfig, market: Market) -> float:
    """The policy of the account: 0 everything, 1 the minimum, k times the minimum."""
    _, broker = open_account(config, market)
    return broker.terms.profile.liquidation


def waits(config: RunConfig, market: Market, orders: pa.Table) -> tuple[int, int]:
    """(order, session) pairs in which an order waited: at the price limit, and for money on its way."""
    closes, spots = market.values("close"), market.values(config.execution.fill_at)
    limits = facts("price_limits").path(f"{family_of(config)}.daily", market.days)
    at_limit = for_money = 0
    for sent, ended, why in zip(
        days_of(orders), days_of(orders, "finished"), orders["reason"].to_pylist(), strict=True
    ):
        # what the strategy takes back in the evening was not filled that day either
        until = market.row_of(ended) + (why == "cancelled")
        for row in range(market.row_of(sent) + 1, until):
            if abs(spots[row] / closes[row - 1] - 1.0) >= limits[row] - 1e-12:
                at_limit += 1
            else:
                for_money += 1
    return at_limit, for_money
