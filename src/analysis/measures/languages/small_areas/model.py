"""How languages go with who lives in a place, learnt from places where both are known.

Two steps. Every group that a predictor counts (people born in Africa, Muslims, holders of a Polish passport)
has a rate for each language that is zero or more, and a place's expected speakers are the sum over its
groups. What the places learnt from have more or less of than that is then carried to places like them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Chosen on the held-out districts of England (see the back-test); the error is flat around each.
ROUNDS = 300  # 100 do as well: stopping early draws rare languages to the average, and no more is needed
REACH = 2.0  # in standard deviations of the predictors: how unlike a place may be and still be listened to
PRIOR_SPREAD = 1.0  # of the logarithm of true over expected, before any place has been seen
OWN_SPREAD = 0.03  # of its square that a place shares with no other, however alike
ADDED = 0.03  # to each predictor's share before its logarithm is taken, so that a handful says little
# A small area's make-up is read as if so many people of its district's make-up lived there too: of some
# 50 people with another main language, the shares of a dozen groups are mostly chance.
PEOPLE_ADDED = 100.0
NO_RATE = 1e-15  # people a person
LEAST = 1e-9  # of a place's people, so that a language that nobody learnt from had can still be somewhere


def ratio(part: np.ndarray | float, whole: np.ndarray) -> np.ndarray:
    """Return a part over the whole, zero where there is no whole."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole > 0)


@dataclass(frozen=True)
class Places:
    """Places by number: `predictors` are people, places by predictor; `other_language` people by place.

    `tables` names the table that each predictor is of. `around` holds the predictors per person with
    another main language of the larger place that each lies in, None for places that stand alone.
    """

    predictors: np.ndarray
    other_language: np.ndarray
    tables: tuple
    around: np.ndarray | None = None

    def chosen(self, which: list[int] | np.ndarray) -> Places:
        """Return the places numbered `which`."""
        around = None if self.around is None else self.around[which]
        return Places(self.predictors[which], self.other_language[which], self.tables, around)


@dataclass(frozen=True)
class Model:
    """What was learnt: `rates` predictors by languages, and the places' logarithms of true over expected.

    `weights` are places by languages: what a place contributes to another, times how alike the two are.
    """

    rates: np.ndarray
    makeup: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray


def learn(places: Places, speakers: np.ndarray, rounds: int = ROUNDS) -> Model:
    """Return the `Model` of `speakers` (places by languages) in `places`.

    The rates are the likeliest for Poisson counts, by the multiplicative steps of expectation maximisation
    (Richardson 1972, Lucy 1974), from the same rate everywhere. The second step is kriging with the
    make-up of places for distance (Rasmussen and Williams 2006, 2.2), a language at a time, a count of n
    trusted as one of variance 1/(n + 1).
    """
    rates = _rates(places.predictors, speakers, rounds)
    expected = _to_totals(places.predictors @ rates, speakers)
    makeup, centre, scale = _standardised(places)
    alike = _alike(makeup, makeup)
    surprise = np.log((speakers + 1) / (expected + 1))
    own = 1 / (expected + 1) + OWN_SPREAD
    weights = np.empty_like(surprise)
    for language in range(speakers.shape[1]):
        covariance = alike.copy()
        covariance[np.diag_indices_from(covariance)] += own[:, language]
        weights[:, language] = np.linalg.solve(covariance, surprise[:, language])
    return Model(rates, makeup, centre, scale, weights)


def expected(model: Model, places: Places) -> np.ndarray:
    """Return the expected speakers in each of `places`, places by languages, before any margin is met."""
    makeup = (_makeup(places) - model.centre) / model.scale
    correction = _alike(makeup, model.makeup) @ model.weights
    people = places.predictors @ model.rates
    return people * np.exp(correction) + LEAST * places.other_language[:, None]


def _rates(predictors, speakers, rounds):
    held = predictors.sum(axis=0)
    rates = np.repeat(speakers.sum(axis=0)[None] / held.sum(), predictors.shape[1], axis=0)
    per_person = ratio(1.0, held)[:, None]
    for _ in range(rounds):
        rates *= predictors.T @ ratio(speakers, predictors @ rates)
        rates *= per_person
        # Rates on their way to zero would pass through numbers that processors are slow with.
        rates[rates < NO_RATE] = 0.0
    return rates


def _to_totals(found, speakers):
    """Return expected speakers scaled to each place's people, then to each language's speakers."""
    for axis in (1, 0):
        found = found * ratio(speakers.sum(axis=axis, keepdims=True), found.sum(axis=axis, keepdims=True))
    return found


def _makeup(places):
    """Return the logarithm of people in each group per person with another main language.

    Each is divided so that every table weighs the same, however many groups it distinguishes.
    """
    people, predictors = places.other_language[:, None], places.predictors
    if places.around is not None:
        predictors = predictors + PEOPLE_ADDED * places.around
        people = people + PEOPLE_ADDED
    return np.log(ratio(predictors, people) + ADDED)


def _standardised(places):
    makeup = _makeup(places)
    centre, spread = makeup.mean(axis=0), makeup.std(axis=0)
    names, sizes = np.unique(np.array(places.tables), return_counts=True)
    size = sizes[np.searchsorted(names, np.array(places.tables))]
    scale = np.where(spread > 0, spread, 1.0) * np.sqrt(size * len(names))
    return (makeup - centre) / scale, centre, scale


def _alike(makeup, others):
    """Return how alike places are: `PRIOR_SPREAD` for the same make-up, towards zero beyond `REACH`."""
    apart = (makeup**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * makeup @ others.T
    # Nothing below e to the -20 counts, and its products end among numbers that processors are slow with.
    return PRIOR_SPREAD * np.exp(-np.clip(apart / (2 * REACH**2), 0.0, 20.0))
