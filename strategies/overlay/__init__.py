"""The patterns on a fund: core, A, B and C."""
