"""Looks: noise fools where looks are not counted and not where they are, and trades that overlap have to be purged."""

import numpy as np
import pytest

from engine.analysis.purged import Split, split
from validation.looks import PAGE, page
from validation.looks_noise import KINDS, RISK, folder, fooled, verdicts
from validation.looks_options import GROUPING, outcomes, score, scores, shuffled, spans


@pytest.mark.pages
def test_the_page_is_what_its_runs_say():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.pages
def test_the_best_of_fifty_plans_without_merit_fools_until_looks_are_counted():
    found = fooled()

    assert found[0].alone > 0.8
    assert all(one.independent < 0.05 for one in found)


def test_the_same_on_a_few_folders():
    told = np.array([verdicts(folder(KINDS[0], np.random.default_rng(seed))) for seed in range(25)])

    assert told[:, 0].mean() > 0.8
    assert told[:, 2].mean() < 0.05


def test_a_plan_with_great_merit_is_seen_among_fifty():
    returns = folder(KINDS[0], np.random.default_rng(1))
    returns[3] += RISK

    assert verdicts(returns) == (True, True, True)


@pytest.mark.pages
def test_an_option_bought_at_its_fair_price_gains_nothing_on_average():
    each = outcomes().mean(axis=1)

    assert abs(each.mean()) < 3.0 * each.std() / np.sqrt(len(each))


@pytest.mark.pages
def test_what_is_purged_is_not_known():
    purged = score(list(split(*spans(), GROUPING))[::9])

    assert abs(purged.gain) < 4.0 * purged.error
    assert score(shuffled()).gain > 50.0


@pytest.mark.pages
def test_without_purging_the_edges_of_the_groups_are_known():
    found = {name: one.gain for name, one in scores().items()}

    assert found["groups in order of time"] > 15.0
    assert abs(found["the same, purged, with an embargo of a month"]) < 5.0


@pytest.mark.pages
def test_the_model_remembers_what_it_has_seen():
    every = np.arange(240)

    assert score([Split(every, (every,))]).gain > score(shuffled()).gain
