"""Several looks at the same data: how likely a difference is where there is none, when the
largest of many is looked for.

Romano and Wolf, "Stepwise Multiple Testing as Formalized Data Snooping", Econometrica 73 (2005): each difference in
standard deviations of its resamples is held against the largest that the resamples show around their mean, among all
differences that are no larger. All come from the same resamples, so that differences which go together are not counted
twice.
"""

import numpy as np

from data.base.arrays import Floats
from engine.analysis.returns import ROUNDING


def adjusted(differences: Floats, drawn: Floats) -> Floats:
    """Two-sided p-value of each difference, (m,), adjusted for m looks, from resampled differences (m, count) in the
    same unit; never 0, at most 1.

    To call beyond chance what is at or below 5 % errs in one family of true zeros out of twenty, whatever m is.
    """
    spread = drawn.std(axis=1)
    firm = spread > ROUNDING
    scale = np.where(firm, spread, 1.0)
    sizes = np.where(firm, np.abs(differences) / scale, np.where(np.abs(differences) > ROUNDING, np.inf, 0.0))
    noise = np.where(firm[:, np.newaxis], np.abs(drawn - drawn.mean(axis=1, keepdims=True)) / scale[:, np.newaxis], 0.0)
    order = np.argsort(-sizes, kind="stable")
    # the largest of this and of all smaller differences, resample by resample
    largest = np.maximum.accumulate(noise[order][::-1], axis=0)[::-1]
    chances = ((largest >= sizes[order, np.newaxis]).sum(axis=1) + 1.0) / (drawn.shape[1] + 1.0)
    found = np.empty(len(differences))
    # no difference is told surer than a larger one
    found[order] = np.maximum.accumulate(chances)
    return found
