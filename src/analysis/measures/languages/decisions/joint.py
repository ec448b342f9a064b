"""Need by language as one system: what is likely of each language, held to the totals that are published.

The log-odds that a speaker cannot speak English well is the language's own, shifted by what all languages of
a place have in common, and by a remainder of this language in this place. The totals of each place are met
exactly: the most probable log-odds are sought under them (a constrained Gauss-Newton step, Lagrange
multipliers), and what stays uncertain is read off there. The form, a rate for the class, an effect of the
place and a model variance for each figure, is that of the language determinations under section 203 of the
Voting Rights Act (Slud, Franco and Hall, US Census Bureau).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError

# Of the American Community Survey, table B16001 of 2013 and 2015, 39 languages in some 40 states each: the
# variance of log-odds between languages (0.33), between states (0.055 and 0.067), and of a language of
# 100,000 in a state beyond the sampling error (0.051 and 0.047), which falls with a power of its speakers
# (0.23 and 0.27). `Spread` has a little more than these: with them ranges of languages of 500 to 5,000
# speakers were too narrow where totals alone are known. No cross of England and Wales is at hand.
BETWEEN_LANGUAGES = 0.33
UNKNOWN, MET = 100.0, 1e-4  # variances of what may be anything, and of what is met
# How far a language may have moved since the earlier census: 28 % may have become 24 to 33 %. In the survey
# languages moved apart by a variance of 0.0008 in two years, which is 0.019 in ten if each keeps its way.
SINCE = 0.02
# What totals of places make a language look like is not what it is: who needs it more lives in other places
# than who needs it less. Totals of English and Welsh districts contradict what is published of 2011 (of
# Latvian, of Cantonese), so that they weigh little. A choice: the survey cannot tell 0.1 from 0.5.
LOOKS = 0.5
BETWEEN_KINDS = 0.25  # wide: kinds of places are few, and what they have in common is theirs to say
# A count of n people varies by chance, and a household goes together: 1 / (0.2 * 0.8 * n), times 2.4.
BY_CHANCE = 15.0
# Half of what a language has by itself in a district it has in all districts of an area. Nobody has measured
# it: neighbouring districts share their communities, and with less the area's interval would be narrower.
SHARED = 0.5
# Weights of other places: by their speakers to this power, and down by e for so much Hellinger distance
# between what is spoken there and here. On both years 0.6 to 0.8 and 0.02 to 0.08 differ by 0.1 points.
BY_SIZE, BY_LIKENESS = 0.7, 0.03
# The rate of all places together counts as one place of so many speakers, 0.2 away.
ALL_PLACES = (10_000, 0.2)
FEWEST_PLACES = 10  # below it spreads are those of the survey
NINE_OF_TEN = 1.645  # standard deviations on either side
ROUNDS, STEP, NEAR, SETTLED = 200, 0.7, 1e-8, 0.01  # every real area needs some twenty rounds
# Totals of 1 to 99 % of speakers, of 5 to 40 languages, needed 360 rounds at most.
MOST_ROUNDS, SHORTER, SHORTEST = 1_000, 0.7, 0.01
UNFINISHED = (
    "How many speakers of each language need help could not be {} in {} rounds. Compare the districts' "
    "languages (TS024) with their proficiency (TS029): they may not be of the same census."
)
FURTHEST = 40.0  # log-odds beyond which every rate is 0 or 1


@dataclass(frozen=True)
class Spread:
    """Variances of log-odds: between places, and of a language in a place, by its speakers there."""

    between: float = 0.06
    own: float = 0.06  # of 100,000 speakers
    power: float = 0.3  # by which it falls with speakers
    chance: float = BY_CHANCE  # of one person

    def of(self, speakers: np.ndarray) -> np.ndarray:
        """Return the variance of a language's own log-odds in a place with so many speakers."""
        speakers = np.maximum(speakers, 1.0)
        return self.own * (speakers / 100_000) ** -self.power + self.chance / speakers


def expit(odds: np.ndarray) -> np.ndarray | float:
    """Return the rates of log-odds.

    >>> float(expit(np.array(0.0)))
    0.5
    """
    return 1 / (1 + np.exp(-odds))


def logit(rates: Any) -> Any:
    """Return the log-odds of rates."""
    return np.log(rates / (1 - rates))


def rates_elsewhere(speakers: np.ndarray, needing: np.ndarray, here: np.ndarray) -> np.ndarray:
    """Return the log-odds of need of each language as it is in places like this one.

    `speakers` and `needing` have a row for each other place and a column a language, `here` is the speakers
    in this place. Places weigh by their speakers of the language and by how alike the rest of their languages
    is to that of this place; the language that is most spoken of all is left out of the likeness, which it
    would decide alone.
    """
    rest = np.arange(len(here)) != speakers.sum(axis=0).argmax()
    mixes = np.sqrt(_shares(speakers[:, rest]))
    apart = 1 - mixes @ np.sqrt(_shares(here[rest][None, :])[0])
    weights = speakers**BY_SIZE * np.exp(-apart / BY_LIKENESS)[:, None]
    all_places = (needing.sum(axis=0) + 1) / (speakers.sum(axis=0) + 2)
    size, distance = ALL_PLACES
    held = size**BY_SIZE * np.exp(-distance / BY_LIKENESS)
    seen = (weights * (needing + 0.5) / (speakers + 1)).sum(axis=0) + held * all_places
    return logit(seen / (weights.sum(axis=0) + held))


def _shares(counts):
    totals = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)


def spread(speakers: np.ndarray, needing: np.ndarray) -> Spread:
    """Return the `Spread` of other places: each is left out in turn and estimated from the rest.

    What its languages differ from `rates_elsewhere` has a part that is common to the place, and the rest.
    The larger a language, the more its rest counts in the fit: by the square root of its speakers.
    """
    from scipy.optimize import minimize

    if len(speakers) < FEWEST_PLACES:
        return Spread()
    shifts, left, sizes = [], [], []
    for place in range(len(speakers)):
        others, spoken = np.arange(len(speakers)) != place, speakers[place] > 0
        if not spoken.any():
            continue
        found = logit((needing[place] + 0.5) / (speakers[place] + 1))
        residual = (found - rates_elsewhere(speakers[others], needing[others], speakers[place]))[spoken]
        sizes.append(speakers[place][spoken])
        shifts.append(np.average(residual, weights=np.sqrt(sizes[-1])))
        left.append(residual - shifts[-1])
    left, sizes = np.concatenate(left), np.concatenate(sizes)

    def unlikely(found):
        variance = Spread(0, np.exp(found[0]), found[1], np.exp(found[2])).of(sizes)
        return np.average(np.log(variance) + left**2 / variance, weights=np.sqrt(sizes))

    start = [np.log(Spread.own), Spread.power, np.log(BY_CHANCE)]
    own, power, chance = minimize(unlikely, start, method="Nelder-Mead", options={"maxiter": 2_000}).x
    return Spread(float(np.var(shifts)), float(np.exp(own)), float(power), float(np.exp(chance)))


def rates_from_margins(
    speakers: np.ndarray,
    totals: np.ndarray,
    kinds: np.ndarray,
    least: np.ndarray,
    most: np.ndarray,
    counted: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return each language's log-odds of need and their covariance, learnt from totals of places alone.

    `speakers` has a row a place and a column a language, `totals` is the people in need of each place,
    `kinds` what each place is (a borough of London, a county's district). The rest is what an earlier census
    told of the languages: `least` and `most` are 1, 2, … of those that were named the least and the most
    proficient, in that order, and 0 of the others; `counted` the log-odds of those that were counted, NaN
    of the others.

    A language is where its place in the order puts it, moved since, and held to the total of all places. A
    place with many speakers of a language whose need is high has more people in need; kinds of places differ
    by themselves, so that what is of London is not taken for its languages; and a language may look in totals
    of places like more or less than it is (LOOKS).
    """
    everyone, languages = speakers.sum(axis=1), speakers.shape[1]
    if not languages:  # totals of places came without the languages that are spoken there
        return np.zeros(0), np.zeros((0, 0))
    kept = (everyone > 0) & (totals > 0) & (totals < everyone)
    score, unsure_of = _by_order(least, most)
    centre = np.sqrt(BETWEEN_LANGUAGES) * score
    variances = [BETWEEN_LANGUAGES * unsure_of, np.full(languages, SINCE), np.full(languages, LOOKS)]
    if not kept.any():  # how many need it in all is for the totals to say that these are held to
        return centre, np.diag(variances[0] + SINCE) + UNKNOWN
    # The last row is all places together.
    speakers, totals = (
        np.append(values[kept], [values[kept].sum(axis=0)], axis=0) for values in (speakers, totals)
    )
    everyone, of_kinds = speakers.sum(axis=1), pd.get_dummies(kinds[kept]).to_numpy(float)
    # A rate is that of all languages, the language's own, what it moved by since, and what it looks like.
    own, zero, common = np.eye(languages), np.zeros((languages, languages)), np.ones((languages, 1))
    others = np.zeros((languages, of_kinds.shape[1]))
    then, now, looks = (
        np.hstack([common, own, *rest, others]) for rest in ((zero, zero), (own, zero), (own, own))
    )
    told = ~np.isnan(counted)
    known = then[told].T @ then[told] / MET
    known += np.diag(1 / np.r_[UNKNOWN, np.concatenate(variances), [BETWEEN_KINDS] * of_kinds.shape[1]])
    wanted = then[told].T @ (counted - centre)[told] / MET
    seen, between = logit(totals / everyone), Spread.between
    chance = np.append(Spread().of(speakers[:-1]), np.zeros((1, languages)), axis=0)
    rates = np.full((2, languages), seen[-1])  # as they look, and as they are
    for _ in range(ROUNDS):
        odds = np.append(np.repeat(rates[:1], len(speakers) - 1, axis=0), rates[1:], axis=0)
        share = expit(odds)
        pull = speakers * share * (1 - share)
        pull /= pull.sum(axis=1, keepdims=True)
        # The total of a place, made linear in the log-odds of its languages.
        target = (
            seen - logit((speakers * share).sum(axis=1) / everyone) + (pull * (odds - centre)).sum(axis=1)
        )
        noise = np.append(between + (pull**2 * chance).sum(axis=1)[:-1], MET)
        design = pull @ looks
        design[:-1, -of_kinds.shape[1] :], design[-1] = of_kinds, pull[-1] @ now
        left = np.linalg.inv(known + design.T / noise @ design)
        fitted = left @ (wanted + design.T / noise @ target)
        unsure = ((design @ left) * design).sum(axis=1)
        # A step of expectation and maximisation for the variance between places.
        part = (between / noise)[:-1]
        off = ((target - design @ fitted) ** 2 + unsure)[:-1]
        between = np.mean(part**2 * off + between * (1 - part))
        nearer = centre + np.stack([looks @ fitted, now @ fitted])
        moved, rates = np.abs(nearer - rates).max(), rates + STEP * (nearer - rates)
        if moved < SETTLED:
            break
    else:
        raise InputError(UNFINISHED.format("learnt from the totals of districts", ROUNDS))
    return rates[1], now @ left @ now.T


def _by_order(least, most):
    """Return what an order of the least and the most of languages tells of each: mean and variance.

    In standard deviations of all languages, which are read as drawn from one normal distribution: of the k-th
    of n what is expected of it (Blom 1958), of those not named the part of the distribution between.
    """
    from scipy.stats import norm, truncnorm

    languages = max(len(least), least.max() + most.max() + 1)  # those here may be a part of those ranked
    rank = np.where(least > 0, languages + 1 - least, most)
    place = (np.where(rank > 0, rank, 1) - 0.375) / (languages + 0.25)
    score = norm.ppf(place)
    spread = place * (1 - place) / ((languages + 2) * norm.pdf(score) ** 2)
    between = truncnorm(norm.ppf(most.max() / languages), norm.ppf(1 - least.max() / languages))
    return np.where(rank > 0, score, between.mean()), np.where(rank > 0, spread, between.var())


def under_totals(
    speakers: np.ndarray, system: np.ndarray, totals: np.ndarray, expected: np.ndarray, covariance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the most probable log-odds of need of each cell under the totals, and their covariance then.

    `speakers`, `system` (its number) and `expected` (log-odds) have an entry a cell, `totals` one a system:
    cells of a system add up to its total, and those of one without a total (NaN) to none. A system in which
    nobody or everybody needs it leaves nothing to estimate, and its cells come back as log-odds beyond which
    every rate is 0 or 1.
    """
    members = system[None, :] == np.arange(len(totals))[:, None]
    all_speakers = members @ speakers
    open_ = (totals > 0) & (totals < all_speakers)
    found = np.where((totals <= 0)[system], -FURTHEST, FURTHEST)
    left = np.zeros_like(covariance)
    free = np.flatnonzero((open_ | np.isnan(totals))[system] & (speakers > 0))
    if not len(free):
        return found, left
    member, people = members[open_][:, free].astype(float), speakers[free]
    inside, prior, wanted = covariance[np.ix_(free, free)], expected[free], totals[open_]
    odds, step, last = _shifted(prior, people, member, wanted), STEP, np.inf
    for _ in range(MOST_ROUNDS):
        share = expit(odds)
        slope = member * (people * share * (1 - share))
        pull = inside @ slope.T
        nearer = prior + pull @ np.linalg.solve(slope @ pull, slope @ (odds - prior))
        moved = np.abs(nearer - odds).max()
        if moved < NEAR:
            break
        # Totals near nobody or everybody bend the way: shorter steps where one led away.
        step, last = (step if moved < last else max(SHORTER * step, SHORTEST)), moved
        odds = _shifted(odds + step * (nearer - odds), people, member, wanted)
    else:
        raise InputError(UNFINISHED.format("held to the totals of the area's districts", MOST_ROUNDS))
    found[free] = odds
    left[np.ix_(free, free)] = inside - pull @ np.linalg.solve(slope @ pull, pull.T)
    return found, left


def _shifted(odds, people, member, wanted):
    """Return log-odds with one shift for each system, with which its total is met."""
    from scipy.optimize import brentq

    shifted = odds.copy()
    for cells, total in zip(member.astype(bool), wanted, strict=True):

        def over(shift, cells=cells, total=total):
            return people[cells] @ expit(odds[cells] + shift) - total

        shifted[cells] += brentq(over, -FURTHEST, FURTHEST, xtol=1e-12)
    return shifted


def whole(estimates: np.ndarray, systems: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Return whole people of which those of each system add up to its total, to the person.

    Each estimate is rounded down, and the people left over go to the largest remainders.
    """
    down = np.floor(estimates + 1e-9)
    frame = pd.DataFrame({"system": systems, "rest": estimates - down})
    rank = frame.groupby("system")["rest"].rank(method="first", ascending=False).to_numpy()
    short = np.round(totals - np.bincount(systems, down, len(totals)))
    return (down + (rank <= short[systems])).astype("int64")
