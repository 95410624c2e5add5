"""Sizing: how much, how many losses in a row, how far to the loss-cut.

Numbers in, numbers out: no pandas, no dates, and Backtrader only in `sizers`, which answer when it asks for a size.
Shares are decimals of capital (0.02 is two percent). What a person types goes through `checks` first, which refuses
percent as decimals.
"""
