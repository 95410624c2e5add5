"""Whether a run traded what its pattern says it trades, of which alone currency, index and exchange are checked, and
asked the rules that were switched on.
"""

from collections.abc import Mapping

import pyarrow as pa

from data.base.arrow import to_codes
from data.base.errors import ConfigError
from data.contracts.contracts import root_of
from engine.account.profiles import AccountProfile
from engine.analysis.rulings import rules_of_run
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


def require_asked(config: RunConfig, profile: AccountProfile, tables: Mapping[str, pa.Table]) -> None:
    """Raises `ConfigError` for a rule of somebody else's that settings switch on and that the pattern's book of rules
    does not have.
    """
    asked = rules_of_run(tables)
    for plug in config.rules:
        rule = plug.rule(config, profile)
        if rule is not None and rule.name not in asked:
            raise ConfigError(
                f"pattern {config.kind.name} does not ask the rule {plug.name}: leave out [{plug.name}], or let the "
                f"pattern's params take {plug.name!r} among its rules, as those of pattern A do"
            )
