"""Margin of written options once more, contract by contract and by trying everything, by `docs/written_options.md`."""

from functools import cache


def alone(right, strike, underlying, mark):
    """Points that one contract written alone asks for."""
    if right == "C":
        return mark + max(0.15 * underlying - max(strike - underlying, 0), 0.10 * underlying)
    return mark + max(0.15 * underlying - max(underlying - strike, 0), 0.10 * strike)


def asked(book, underlying_of, multiplier, counted=0.0):
    """Money asked for `book`, rows of (root, right, strike, expiry, signed size, mark); `multiplier` by root."""
    written = tuple(row[:4] + row[5:] for row in book for _ in range(-row[4]))
    bought = tuple(sorted(row[:4] + row[5:] for row in book for _ in range(row[4])))

    @cache
    def least(place, left):
        if place == len(written):
            return 0.0
        root, right, strike, expiry, mark = written[place]
        ways = [alone(right, strike, underlying_of[root], mark) * multiplier[root] + least(place + 1, left)]
        for number, (its_root, its_right, its_strike, its_expiry, its_mark) in enumerate(left):
            if (its_root, its_right) == (root, right) and its_expiry >= expiry:
                loss = max(strike - its_strike if right == "P" else its_strike - strike, 0)
                pair = (loss + counted * its_mark) * multiplier[root]
                ways.append(pair + least(place + 1, left[:number] + left[number + 1 :]))
        return min(ways)

    return least(0, bought)
