"""Pattern own: a Backtrader strategy of one's own, on this account."""

from engine.plugs.pattern import Pattern, always
from engine.settings.scope import ACCOUNT, FUND, LIMIT, UNATTENDED

OWN = Pattern(
    name="own",
    strategy="",
    reads=(*ACCOUNT, *FUND, *LIMIT, *UNATTENDED, "costs", "execution", "futures", "option_prices", "own", "params"),
    contracts=always("overlay.contract"),
    params=lambda config, _profile: dict(config.params.model_extra or {}),
)
