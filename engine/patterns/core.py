"""Core: the fund and nothing else."""

from engine.plugs.pattern import Pattern, always
from engine.settings.scope import ACCOUNT, FUND, UNATTENDED

CORE = Pattern(
    name="core",
    strategy="strategies.overlay.cash_only:CashOnly",
    # of costs only those of a currency hedge
    reads=(*ACCOUNT, *FUND, *UNATTENDED, "costs.factor"),
    contracts=always(),
    params=lambda _config, _profile: {},
    loop="core",
    colour="blue",
)
