"""What goes wrong beside a shock: nobody at the desk, a broker that cannot be reached, money that comes later still."""

from typing import NamedTuple

from data.base.errors import ConfigError
from engine.day.fault_rows import NONE, FaultTerms, SpellTerms
from engine.stress.grid import Axes
from engine.stress.held import SESSION
from engine.stress.walk import LONGEST_CALM


class Unattended(NamedTuple):
    """Sessions from the first of the shock on in which nobody is there (`absent`) and in which the broker cannot be
    reached (`outage`), and sessions by which redemptions are late, beside those of the grid (`late`).
    """

    absent: int = 0
    outage: int = 0
    late: int = 0

    def checked(self) -> "Unattended":
        """The same. Raises `ConfigError` for more sessions than an account is followed for."""
        for name, sessions in self._asdict().items():
            if not 0 <= sessions <= LONGEST_CALM:
                raise ConfigError(f"--{name} {sessions}: should be a number of sessions from 0 to {LONGEST_CALM}")
        return self

    @property
    def faults(self) -> FaultTerms | None:
        """The absence and the outage as a trading day takes them; None where there is neither."""
        absence, outage = (SpellTerms(SESSION, one, 0.0) if one else NONE for one in (self.absent, self.outage))
        return FaultTerms(absence=absence, outage=outage) if self.absent or self.outage else None

    def over(self, axes: Axes) -> Axes:
        """The axes of a grid, with late redemptions as late as these."""
        return axes._replace(delays=tuple(sorted({*axes.delays, self.late})))


ATTENDED = Unattended()
