"""Estimates of places that were held out, each fold fitted to its own margins."""

import numpy as np

from analysis.errors import InputError
from analysis.measures.languages.small_areas import model
from analysis.measures.languages.small_areas.raking import rake, reconciled

FOLDS = 10
SEED = 20210321


def random_folds(number):
    """Return a fold's number for each of so many places, at random but the same every time.

    Raises InputError for fewer than two places a fold.
    """
    if number < 2 * FOLDS:
        raise InputError(
            f"Languages are known of {number} districts. At least {2 * FOLDS} are needed to learn how "
            "languages go with who lives in a place, and to test it: read TS024 for all of England and Wales."
        )
    order = np.random.default_rng(SEED).permutation(number)
    fold = np.empty(number, dtype=int)
    fold[order] = np.arange(number) % FOLDS
    return fold


def estimates(places, speakers, fold):
    """Return the estimated speakers of each place (places by languages), learnt without its fold.

    The margins are those of the fold: the speakers of each language, and each place's residents with
    another main language, scaled to the same total. A fold of one place is met exactly and tests nothing.
    """
    found = np.empty_like(speakers)
    for number in np.unique(fold):
        out = fold == number
        learnt = model.learn(places.chosen(~out), speakers[~out])
        seed = model.expected(learnt, places.chosen(out))
        found[out] = to_margins(seed, places.other_language[out], speakers[out].sum(axis=0))
    return found


def to_margins(seed, people, speakers):
    """Return a seed fitted to `speakers` of each language and to `people`, scaled to the same total."""
    return rake(seed, reconciled(speakers, people, shared=0), speakers).table


def spread_evenly(people, speakers, fold):
    """Return the naive estimate: in every place of a fold its languages, in the same proportion."""
    found = np.empty((len(people), speakers.shape[1]))
    for number in np.unique(fold):
        out = fold == number
        share = people[out] / max(people[out].sum(), 1.0)
        found[out] = share[:, None] * speakers[out].sum(axis=0)
    return found


def misplaced(estimate, true):
    """Return the share of speakers put in the wrong place: half the absolute errors over all speakers."""
    return float(np.abs(estimate - true).sum() / (2 * true.sum()))
