"""The probability of backtest overfitting, step by step as the paper tells it: matrices are cut and joined, every
trial is ranked. Bailey, Borwein, Lopez de Prado and Zhu, "The Probability of Backtest Overfitting" (2015), section 3.
"""

import math
from itertools import combinations
from statistics import fmean, stdev


def sharpe(values):
    return fmean(values) / stdev(values)


def logits(returns, blocks):
    """For each combination of half the blocks: logit of the relative rank out of sample of the trial that is best in
    sample, and its Sharpe ratios in and out of sample.
    """
    months = len(returns[0]) // blocks
    begin = len(returns[0]) - months * blocks
    found = []
    for chosen in combinations(range(blocks), blocks // 2):
        inside, outside = [], []
        for trial in returns:
            parts = [list(trial[begin + place * months : begin + (place + 1) * months]) for place in range(blocks)]
            inside.append(sharpe([value for place in chosen for value in parts[place]]))
            outside.append(sharpe([value for place in range(blocks) if place not in chosen for value in parts[place]]))
        best = max(range(len(returns)), key=inside.__getitem__)
        rank = 1 + sum(other < outside[best] for other in outside)
        share = rank / (len(returns) + 1)
        found.append((math.log(share / (1 - share)), inside[best], outside[best]))
    return found
