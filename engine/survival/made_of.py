"""What paths that are kept were made of: they are gone on with by the same program alone."""

import hashlib
import json
from collections.abc import Sequence

from data.market.market import Market
from engine.manifest.manifest import facts_hash, inputs, software
from engine.settings.run_config import RunConfig
from engine.survival.request import SurvivalRequest
from engine.tasks.program import sources_hash


def key_of(request: SurvivalRequest, market: Market) -> str:
    """SHA-256 of a request, its market and the files it names, the program, its facts and what it stands on."""
    return key_of_runs(request.digest(market.digest), [cell.config for cell in request.cells])


def key_of_runs(question: str, configs: Sequence[RunConfig]) -> str:
    """The same of a question by its own digest, and the configurations that are run."""
    made = [question, [inputs(config) for config in configs], software(), facts_hash(), sources_hash()]
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
