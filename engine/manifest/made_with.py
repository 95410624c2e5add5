"""What a run was made with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.base.moment import Moment
from data.market.market import Market
from engine.day.given import Given
from engine.day.terms import BrokerTerms
from engine.settings.run_config import RunConfig


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What a run was made with: settings, market, the broker's resolved terms, when it began, what its strategy was
    `told` while it ran (codes of notes, and their values), and what is told of a strategy of one's own (empty of a
    pattern's), and the fills that were `given`.
    """

    config: RunConfig
    market: Market
    terms: BrokerTerms
    started: Moment
    told: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)
    given: Given = field(default_factory=dict)
