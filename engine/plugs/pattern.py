"""What a pattern says of itself: one descriptor, which everything else asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from data.base.errors import ConfigError
from engine.plugs.registry import Registry

if TYPE_CHECKING:
    from strategies.base.strategy import OverlayStrategy

Market = Literal["index", "dollar"]
"""What is traded, and at whom: an index, at a broker of futures; a currency, at one of foreign exchange."""
Dates = Literal["premium", "insurance"]
"""Fixed dates besides the rolls of futures: options bought for their premium, and puts that stand beside futures."""


def _none(_config: Any) -> Mapping[str, Any]:
    return {}


class Plan(NamedTuple):
    """What the plan of a pattern says besides the five lines, which follow from the settings it reads.

    `lines` are further lines by rule (`engine.audit.plan.Line`), and `checks` further checks of a run by the rule of
    the line they belong to, "" for none (`engine.audit.chapters.AuditCheck`). `leaves_out` names safety checks that
    are not asked of it, `questions` answers those of a plan that has no such lines (`engine.audit.plan_questions`).
    """

    lines: Callable[[Any], Mapping[str, Any]] = _none
    checks: Mapping[str, Sequence[Any]] = {}
    leaves_out: tuple[str, ...] = ()
    questions: Callable[[Any], Sequence[Any]] | None = None


@dataclass(frozen=True)
class Pattern:
    """A pattern: what it is called, decides, reads, trades, and says.

    `strategy` is its Backtrader class, or where that is found (`module:Class`), so that settings are read without
    Backtrader, "" where each run names one of its own; `params` gives the class's params from (config, account
    profile). `reads` names the settings it reads, whole sections or single ones; `contracts` gives, from the
    config, the names of those that say which contracts are traded. `sections` are settings of its own by the name
    of their section. `words` are its sentences by language and key: `pattern.NAME`, and whatever its plan and its
    events say. `loop` is its kind of plan in the second driver (`engine.fast`), "" where that does not know it.
    `colour` is one of `engine.report.palette.PALETTE`.
    Raises `ConfigError` where `reads` is a single text.
    """

    name: str
    strategy: "type[OverlayStrategy] | str"
    reads: tuple[str, ...]
    contracts: Callable[[Any], tuple[str, ...]]
    params: Callable[[Any, Any], Mapping[str, Any]]
    market: Market = "index"
    dates: tuple[Dates, ...] = ()
    sections: Mapping[str, type[Any]] = field(default_factory=dict)
    plan: Plan = Plan()  # noqa: RUF009  (a tuple, and so never changed)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    loop: Literal["", "core", "futures", "options", "insured"] = ""
    colour: str = ""

    def __post_init__(self) -> None:
        """Of a text in place of a tuple each letter would be a setting."""
        reads: object = self.reads
        if isinstance(reads, str):
            raise ConfigError(f"pattern {self.name!r}: reads = {self.reads!r} should be a tuple of names of settings")

    @cached_property
    def strategy_class(self) -> "type[OverlayStrategy]":
        """The class, loaded where only its place is told. Raises `ConfigError` where none is there, and for what is no
        `OverlayStrategy`.
        """
        from strategies.base.strategy import OverlayStrategy  # noqa: PLC0415  (Backtrader, which settings do without)

        found: Any = self._found(self.strategy) if isinstance(self.strategy, str) else self.strategy
        if not (isinstance(found, type) and issubclass(found, OverlayStrategy)):
            raise ConfigError(
                f"pattern {self.name!r}: its strategy {found!r} is no OverlayStrategy: rules, journal and limits would "
                "be missing"
            )
        return found

    def _found(self, place: str) -> Any:
        module, _, name = place.partition(":")
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise ConfigError(
                f"pattern {self.name!r}: its strategy {place!r} cannot be loaded ({error}); give a class, or where it "
                "is found, module:Class"
            ) from error

    @cached_property
    def sections_read(self) -> frozenset[str]:
        """Sections of which it reads at least one setting."""
        return frozenset(name.partition(".")[0] for name in (*self.reads, *self.sections))

    def reads_setting(self, setting: str) -> bool:
        """Whether it reads `section.key`."""
        return is_named((*self.reads, *self.sections), setting)

    @property
    def is_free(self) -> bool:
        """Whether each run names its strategy, any of Backtrader's, which decides what it likes."""
        return self.strategy == ""

    @property
    def on_a_fund(self) -> bool:
        """Whether capital is kept in a fund, with a plan in five lines."""
        return "fund" in self.sections_read and self.plan.questions is None


def always(*names: str) -> Callable[[Any], tuple[str, ...]]:
    """`Pattern.contracts` of a pattern that trades the same contracts whatever its settings."""
    return lambda _config: names


def is_named(names: tuple[str, ...], setting: str) -> bool:
    """Whether `section.key` is among names of settings and of whole sections."""
    return setting in names or setting.partition(".")[0] in names


PATTERNS: Registry[Pattern] = Registry("pattern", "mmf_overlay.patterns", Pattern)
"""All patterns; packages bring theirs as entry points of the group `mmf_overlay.patterns`."""
