"""What an option gives the right to: buy or sell."""

from typing import Literal

Right = Literal["C", "P"]
"""A call or a put."""
