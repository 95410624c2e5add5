"""Statements of brokers: what they say an account holds and has traded, in our contracts."""
