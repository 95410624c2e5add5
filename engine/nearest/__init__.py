"""The nearest disaster: the least unlikely path on which a broker sells an account, how unlikely it is, and the mildest
change that survives it; see `docs/nearest_disaster.md`.
"""
