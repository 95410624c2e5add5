"""Files of settlement prices of futures and of option quotes: read, and everything that is wrong with them."""
