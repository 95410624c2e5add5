"""What a run was made with."""

from dataclasses import dataclass
from datetime import datetime

from data.market.market import Market
from engine.day.terms import BrokerTerms
from engine.settings.run_config import RunConfig


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What a run was made with: settings, market, the broker's resolved terms, and when it began."""

    config: RunConfig
    market: Market
    terms: BrokerTerms
    started: datetime
