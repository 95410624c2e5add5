"""The rules of trades in foreign exchange whose cash ratio is free margin: pure steps of small tuples."""
