"""The patterns on a fund: core, A, B, C and AB."""
