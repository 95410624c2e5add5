"""Settings and parts of Backtrader that have no effect here, each refused with a sentence instead of ignored."""

from typing import Any

import backtrader as bt

from data.base.errors import ConfigError

_COSTS = (
    "multiplier and margin are facts of the contract (overlay.contract), and what trading costs is said by "
    "costs.commission, costs.half_spread and costs.factor"
)
_CAPITAL = "its opening capital is capital.initial, in capital.currency, and nothing is paid in later"
_FILLS = "orders fill whole, at the next session's close, or open with execution.fill_at = 'open'"
_CHEAT = "decisions would see the price they fill at; execution.fill_at = 'open' fills at the next session's open"
_FUND = "its fund is a money-market fund with books of its own"
_HISTORY = "an account is its own history; send the orders from a strategy"
REFUSED = {
    "setcommission": _COSTS,
    "addcommissioninfo": _COSTS,
    "set_slippage_perc": _COSTS,
    "set_slippage_fixed": _COSTS,
    "set_filler": _FILLS,
    "set_coc": _CHEAT,
    "set_coo": _CHEAT,
    "set_eosbar": _FILLS,
    "seteosbar": _FILLS,
    "set_checksubmit": "margin is always tested",
    "set_shortcash": "margin is always tested",
    "set_int2pnl": "interest is a line of its own",
    "setcash": _CAPITAL,
    "set_cash": _CAPITAL,
    "add_cash": _CAPITAL,
    "set_fundmode": _FUND,
    "set_fundstartval": _FUND,
    "add_order_history": _HISTORY,
    "set_fund_history": _HISTORY,
}


class RefusedSettings(bt.BrokerBase):
    """A broker whose settings are its terms."""


def _refusal(name: str, why: str) -> Any:
    def refused(_self: Any, *_values: Any, **_settings: Any) -> None:
        raise ConfigError(f"{name} has no effect on this account: {why}")

    refused.__name__, refused.__doc__ = name, f"Refused: {why}."
    return refused


for _name, _why in REFUSED.items():
    setattr(RefusedSettings, _name, _refusal(_name, _why))

RefusedSettings.fundmode = property(RefusedSettings.get_fundmode, RefusedSettings.set_fundmode)


def refuse_parts(cerebro: bt.Cerebro, traded: Any) -> None:
    """Raise `ConfigError` for what of a run of Backtrader this account cannot have: a feed that lives, orders that see
    the price they fill at, and a feed to trade that is not there.
    """
    joined = (bt.feeds.Chainer, bt.feeds.RollOver)  # they say they live, for they cannot be preloaded
    living = any(feed.islive() for feed in cerebro.datas if not isinstance(feed, joined))
    if cerebro.stores or cerebro.p.live or living:
        raise ConfigError(
            "live feeds and stores are not supported: this account needs bars of days that are over, from a file or "
            "a frame"
        )
    if cerebro.p.cheat_on_open:
        raise ConfigError(f"cheat_on_open is not supported: {_CHEAT}")
    if not any(feed is traded for feed in cerebro.datas):
        raise ConfigError(
            "the feed this broker trades is not in the run: cerebro.adddata(data), with the data that the broker has"
        )


def refuse_cheating_timers(cerebro: bt.Cerebro) -> None:
    """Raise `ConfigError` for a timer that rings before the session's fills: an order of that moment would fill at a
    price that is known.
    """
    if cerebro._timerscheat:  # noqa: SLF001  (Backtrader's only list of them)
        raise ConfigError(f"add_timer(cheat=True) is not supported: {_CHEAT}; leave cheat out")
