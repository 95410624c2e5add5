"""A future that never expires."""

from data.contracts.contracts import FutureContract


class PerpetualFuture(FutureContract):
    """A future that a continuous series stands for: it is never rolled and never expires."""

    @property
    def code(self) -> str:
        """The root alone."""
        return self.spec.root
