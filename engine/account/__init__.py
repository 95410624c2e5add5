"""Money: one margin account, its ledger and books, its margin and its calls. No Backtrader, no files."""
