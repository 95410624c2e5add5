"""What every room of `data` needs: days, arrays, Arrow columns, errors that are sentences, exact sums, the cache."""
