"""Kits: whether a pattern, a rule, a profile or an underlying keeps what everything else relies on."""
