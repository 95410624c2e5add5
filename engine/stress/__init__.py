"""What an account would live through if index, currency, margin and redemptions went against it together;
see `docs/stress.md`.
"""
