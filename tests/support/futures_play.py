"""Orders of scripts that trade the contract at hand, and an account of Japan whose money takes two days."""

JAPAN = {
    "fund_haircut": 1.0, "redemption_lag": 2, "grace": 1, "closing_delay": 1, "recovery_counts": False,
    "negative_cash": False,
}  # fmt: skip


def buy(size):
    return lambda strategy, contract: strategy.buy(data=contract, size=size)


def sell(size):
    return lambda strategy, contract: strategy.sell(data=contract, size=size)
