"""The patterns at a retail FX broker."""
