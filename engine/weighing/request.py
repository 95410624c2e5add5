"""What is asked of a plan besides itself: on how many paths, and with how many resamples."""

from dataclasses import dataclass, replace

from data.base.errors import ConfigError
from engine.analysis.uncertainty import Resampling
from engine.survival.request import SurvivalTerms


@dataclass(frozen=True, slots=True)
class WorthTerms:
    """Paths of history 0 of each kind (0: none at all), their years and seed, and further histories; and how often the
    sessions of history are resampled for intervals. Raises `ConfigError` for what cannot be.
    """

    paths: int = 1_000
    years: int = 20
    histories: int = 100
    seed: int = 1
    resamples: int = 2_000

    def __post_init__(self) -> None:
        if self.paths < 0:
            raise ConfigError(f"paths = {self.paths}: should be 0 for none, or a number of paths")
        if not 100 <= self.resamples <= 100_000:
            raise ConfigError(f"resamples = {self.resamples}: should be from 100 to 100,000")
        self.survival()

    def survival(self) -> SurvivalTerms:
        """The terms of the paths. Raises `ConfigError` as `SurvivalTerms` does."""
        return SurvivalTerms(self.years, max(self.paths, 1), self.histories, self.seed)

    def resampling(self) -> Resampling:
        """How sessions are resampled."""
        return replace(Resampling(), count=self.resamples)
