"""Whether a run traded what its pattern says it trades: only of that are currency, index and exchange checked."""

from collections.abc import Mapping

import pyarrow as pa

from data.base.arrow import to_codes
from data.base.errors import ConfigError
from data.contracts.contracts import root_of
from engine.settings.run_config import RunConfig


def require_declared(config: RunConfig, tables: Mapping[str, pa.Table]) -> None:
    """Raises `ConfigError` for a contract that was ordered and that no setting among the pattern's contracts names."""
    known = {spec.root for spec in config.contracts().values()}
    ordered = dict.fromkeys(map(root_of, to_codes(tables["orders"]["contract"])[1]))
    strange = [root for root in ordered if root not in known]
    if strange:
        raise ConfigError(
            f"pattern {config.kind.name} ordered {strange[0]}, which is not among its contracts "
            f"({', '.join(sorted(known)) or 'it says it has none'}): neither its currency nor its index was checked; "
            "name the setting that says it in `contracts` of the pattern"
        )
