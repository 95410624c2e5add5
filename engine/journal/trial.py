"""A trial of a plan: the same account, the smallest size with which the plan can be followed."""

from dataclasses import dataclass
from math import floor
from typing import Any, NamedTuple

from data.base.days import Day
from data.base.errors import ConfigError
from data.contracts.contracts import future_spec, option_spec, smallest_on
from data.contracts.points import point_sizes  # noqa: F401
from data.market.market import Market
from engine.audit.plan_questions import Said
from engine.journal.criteria import criterion
from engine.settings.run_config import RunConfig, parse_config
from engine.sizing.overlay_market import OverlayMarket
from engine.sizing.plan_size import sized_setting
