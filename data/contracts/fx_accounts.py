"""Retail FX margin accounts: what they ask and when they close, as dated facts."""

from dataclasses import dataclass, fields

from data.base.days import Day
from data.base.errors import ConfigError
from data.facts import facts

TABLE = "fx_margin_accounts"


@dataclass(frozen=True, slots=True)
class FxAccount:
    """Terms of an FX margin account.

    The requirement is a share of the notional at the current price plus an amount of the quote currency per unit;
    levels are equity over requirement (1.0 = 100 %).
    """

    requirement: float
    requirement_per_unit: float
    loss_cut_level: float
    voluntary_stop_level: float

    @classmethod
    def named(cls, name: str, day: Day | None = None) -> "FxAccount":
        """The account of `data/facts/fx_margin_accounts.csv` as it stood on a day, as it stands now without one.

        Raises `ConfigError` for an unknown name, `MissingFact` for a day before its terms.
        """
        if name not in fx_account_names():
            raise ConfigError(f"unknown FX account {name!r}; known: {', '.join(fx_account_names())}")
        table, names = facts(TABLE), [one.name for one in fields(cls)]
        if day is None:
            return cls(**{field: table.latest(f"{name}.{field}").value or 0.0 for field in names})
        return cls(**{field: table.value(f"{name}.{field}", day) for field in names})


def fx_account_names() -> tuple[str, ...]:
    """Names of the accounts."""
    return tuple(dict.fromkeys(fact.name.partition(".")[0] for fact in facts(TABLE)))
