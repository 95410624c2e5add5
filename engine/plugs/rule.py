"""What a rule of somebody else's says of itself: its settings, what it makes of them, and what is said of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.base.errors import ConfigError
from engine.plugs.registry import Registry

if TYPE_CHECKING:
    from engine.plugs.pattern import Pattern
    from strategies.rules.rule import Rule


@dataclass(frozen=True)
class RulePlug:
    """A rule that makes less of an overlay, for every pattern that reads what it `needs`.

    `section` is its settings, [NAME]; with their defaults it is switched off. `rule` gives, from (config, account
    profile), the rule that the book of a pattern asks (`strategies.rules.rule.Rule`), None where it is switched off.
    `line` is its line of the plan (`engine.audit.plan.Line`), `checks` are asked of a run besides the general one that
    reductions were made. `words` are its sentences by language and key: `rule.NAME`, those of its line, and `kind.CODE`
    and `reason.CODE` of whatever it switches. Raises `ConfigError` where `needs` is a single text.
    """

    name: str
    section: type[Any]
    rule: "Callable[[Any, Any], Rule | None]"
    line: Callable[[Any], Any]
    words: Mapping[str, Mapping[str, str]]
    needs: tuple[str, ...] = ("overlay.ratio",)
    checks: Sequence[Any] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        """Of a text in place of a tuple each letter would be a setting."""
        needs: object = self.needs
        if isinstance(needs, str):
            raise ConfigError(f"rule {self.name!r}: needs = {self.needs!r} should be a tuple of names of settings")

    def goes_with(self, kind: "Pattern") -> bool:
        """Whether a pattern has what it needs."""
        return all(map(kind.reads_setting, self.needs))


RULES: Registry[RulePlug] = Registry("rule", "mmf_overlay.rules", RulePlug)
"""Rules besides our own; packages bring theirs as entry points of the group `mmf_overlay.rules`."""
