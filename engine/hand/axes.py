"""What can be moved: the values of each setting for which answers are computed."""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

from data.base.errors import ConfigError
from engine.settings.grid import OPTION, Cell, cell_of, combinations
from engine.settings.run_config import RunConfig
from engine.survival.tables import overlay_setting

OVERLAYS = {"overlay.ratio": (0.1, 0.2, 0.3, 0.5, 0.7, 1.0), "options.budget": (0.0025, 0.005, 0.0075, 0.01)}
"""Overlays that are computed by default, by the setting that says how large one is."""
BUFFERS = (0.0, 0.1, 0.2, 0.3, 0.4)
PROFILES = ("us_fcm_tbill", "retail_cash_margin", "jp_retail_futures")
"""The fund is margin, cash alone is, and cash alone is with a fund that takes days to sell."""
BUFFER, PROFILE = "cash.buffer", "account.profile"


class Axes(NamedTuple):
    """Values of a grid, each in its order: overlays (by the setting that says them), buffers (share of overlay
    notional), and account profiles.
    """

    setting: str
    overlays: tuple[float, ...]
    buffers: tuple[float, ...]
    profiles: tuple[str, ...]

    @property
    def cells(self) -> int:
        """How many places of a plan that are."""
        return len(self.overlays) * len(self.buffers) * len(self.profiles)


def axes_of(plan: RunConfig, vary: Sequence[str] = ()) -> Axes:
    """The values that are moved around a plan, its own among them; `vary`, as in `overlay survive`, says others. Raises
    `ConfigError` for a plan without overlay, and for what is not moved here.
    """
    own = Cell({}, plan)
    setting = overlay_setting(own)
    if not setting:
        raise ConfigError(f"hand: pattern {plan.kind.name} has no overlay that could be moved; choose another")
    if plan.account.profile_file:
        raise ConfigError("hand: account.profile_file is one broker's own; leave it out, and move between profiles")
    asked = _asked(vary, (setting, BUFFER, PROFILE))
    overlays = asked.get(setting, (*OVERLAYS[setting], overlay_of(plan, setting)))
    buffers = asked.get(BUFFER, (*BUFFERS, plan.cash.buffer)) if plan.reads(BUFFER) else (plan.cash.buffer,)
    profiles = asked.get(PROFILE, (*PROFILES, plan.account.profile))
    return Axes(setting, _ascending(overlays), _ascending(buffers), tuple(dict.fromkeys(profiles)))


def overlay_of(plan: RunConfig, setting: str) -> float:
    """How large a plan's overlay is, in the unit of the setting."""
    section, key = setting.split(".")
    return float(getattr(getattr(plan, section), key))


def _ascending(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(sorted({float(value) for value in values}))


def _asked(vary: Sequence[str], movable: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    """Values by setting."""
    for one in vary:
        setting = one.partition("=")[0].strip()
        if setting not in movable:
            raise ConfigError(f"{OPTION} {one}: {setting} is not moved here; {', '.join(movable)} are")
    found = combinations(vary)
    return {name: tuple(dict.fromkeys(values[name] for values in found)) for name in (found[0] if vary else ())}


def cells_of(plan: RunConfig, axes: Axes) -> list[Cell]:
    """The plan at every point of its axes, overlays changing fastest, profiles slowest. Raises `ConfigError` as
    `cell_of` does.
    """
    places = product(axes.profiles, axes.buffers, axes.overlays)
    return [
        _cell(plan, {PROFILE: profile, axes.setting: overlay, BUFFER: buffer}) for profile, buffer, overlay in places
    ]


def _cell(plan: RunConfig, values: dict[str, Any]) -> Cell:
    """A cell; where the plan's own limits forbid its overlay, with the limit that allows it."""
    try:
        return cell_of(plan, values)
    except ConfigError as refused:
        overlay = values.get("overlay.ratio")
        higher: dict[str, Any] = {"options.acknowledge_high_budget": True}
        if overlay is not None:
            higher = {
                "overlay.max_total_exposure": round(1.0 + 1.1 * overlay, 6),
                "overlay.acknowledge_high_leverage": True,
            }
        try:
            return cell_of(plan, {**values, **higher})
        except ConfigError:
            raise refused from None  # not for want of a limit
