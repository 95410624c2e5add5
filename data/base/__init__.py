"""What every room of all packages needs: days, arrays, Arrow columns, sentences for errors, exact sums, the cache."""
