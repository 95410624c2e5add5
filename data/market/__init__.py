"""The market: sessions as they were known, the files it comes in, the market that comes with the program."""
