"""Promises about unmet need by group: Sampleshire's people, with outcomes whose chances are known."""

import functools

import numpy as np
import pandas as pd
from promises import row
from scipy.special import expit
from scipy.stats import poisson

import sampleshire
from analysis import measures
from analysis.measures.victims.unmet import ASSESSED, GIVEN, GROUPS, WAITING
from sampleshire import returns

PAGES, ALIKE, GAP = 150, 0.6, 0.15
QUARTERS = returns.QUARTERS[:-1]  # those up to March, as the statement has them
MORE_NEEDS = np.arange(12)  # beyond the first; 2 on average
COMPARED = (
    ("Interpreter needed", "yes"), ("Domestic abuse", "yes"), ("Age", "18-24"), ("Sex", "Male"),
    ("Ethnic group", "Asian"),
)  # fmt: skip
BUT_AGE = {name: field for name, field in GROUPS.items() if name != "Age"}  # where ages truly differ
SMALL = (("Ethnic group", "Mixed"), ("Ethnic group", "Black"))  # 150 and 110 people: what is found is stated


@functools.cache
def assessed():
    """Return the assessed people whose result is known, a row each, with their groups as recorded."""
    people = sampleshire._world(sampleshire.SEED).returns.people
    ended = people["stage"].isin(returns.STAGES[3:]) & people["state"].ne(WAITING)
    people = people[ended & people["quarter"].isin(QUARTERS)]
    people = people.assign(
        disability=people["disability"].mask(people["provider"].eq(returns.LANTERN), "Not supplied")
    )
    return people[[*dict.fromkeys([*GIVEN, *GROUPS.values()])]].reset_index(drop=True)


def unmet_chance(met):
    """Return the chance that any need is unmet where each is met with a chance of mean `met`, correlated."""
    spread = 1 / ALIKE - 1
    chance, all_met = np.zeros(len(met)), np.ones(len(met))
    for more in MORE_NEEDS:
        all_met = all_met * (met * spread + more) / (spread + more)
        chance += poisson.pmf(more, 2) * all_met
    return 1 - chance


def drawn_unmet(chance, met):
    """Return who has a need unmet: one to some needs each, whose chances of one person are alike."""
    spread = 1 / ALIKE - 1
    own = chance.beta(met * spread, (1 - met) * spread)
    needs = 1 + chance.poisson(2, len(met))
    return chance.binomial(needs, own) < needs


def told(people, unmet, groups=GROUPS):
    """Return what the measure says of people with these outcomes."""
    stage = np.where(unmet, ASSESSED, "Needs met")
    rows = people.assign(stage=stage, state="Need not met")
    rows = rows.groupby(list(rows.columns), sort=False).size().rename("clients").reset_index()
    return measures.victims.unmet_need(rows, groups)


def odds_by(chance, people, given=GIVEN):
    """Return log odds of an unmet need, with an effect drawn for each offence, age band and provider."""
    odds = np.zeros(len(people))
    for name in given:
        code, labels = pd.factorize(people[name])
        odds += chance.normal(0, 0.6, len(labels))[code]
    return odds


def row_of(found, characteristic, group):
    """Return the row of a group of a characteristic."""
    return found[found["characteristic"].eq(characteristic) & found["group"].eq(group)].iloc[0]


def unmet_need(asked):
    """Yield how often limits hold, a confounded null is called a difference, and 15 points are found."""
    chance = np.random.default_rng([asked.seed, 5])
    yield from _coverage(chance)
    yield from _null(chance)
    yield from _power(chance)


def _coverage(chance):
    people, held = assessed(), []
    for number in range(2 * PAGES):
        characteristic, group = COMPARED[number % len(COMPARED)]
        field = GROUPS[characteristic]
        of_group = people[field].eq(group).to_numpy()
        odds = odds_by(chance, people, [name for name in GIVEN if name != field])
        without = expit(1 - odds)
        met = np.where(of_group, expit(1 - odds - chance.choice([0, 0.4, 0.8])), without)
        found = row_of(told(people, drawn_unmet(chance, met)), characteristic, group)
        true = 100 * (unmet_chance(met[of_group]) - unmet_chance(without[of_group])).mean()
        held.append(found["lower"] <= true <= found["upper"])
    yield row("95 % limits of a gap in unmet need", f"correlation {ALIKE:g}", len(held), np.mean(held), 0.93)


def _null(chance):
    settings = ("groups as recorded", "a group of the harder offences, ages and provider",
                "chances add up in points", "a group recorded less often where a need is unmet")  # fmt: skip
    pages = []
    for setting in settings:
        wrong = []
        for _ in range(PAGES):
            people = assessed()
            odds = odds_by(chance, people)
            met = expit(1 - odds)
            if setting == settings[1]:
                confounded = chance.random(len(people)) < expit(odds - 2.5)
                people = people.assign(language_need=np.where(confounded, "yes", "no"))
            if setting == settings[2]:
                met = np.clip(0.7 - 0.12 * odds, 0.05, 0.95)
            unmet = drawn_unmet(chance, met)
            if setting == settings[3]:
                asked_for = chance.random(len(people)) < np.where(unmet, 0.6, 0.95)
                language = np.where(chance.random(len(people)) < 0.1, "yes", "no")
                silent = ~asked_for & (language == "yes")
                people = people.assign(language_need=np.where(silent, "Unknown", language))
            found = told(people, unmet, BUT_AGE)
            wrong.append(found["verdict"].ne("cannot be told").mean())
            pages.append(wrong[-1] > 0)
        yield row("groups called higher or lower that are not", setting, PAGES, np.mean(wrong), most=0.05)
    # Of one setting alone the share of pages is off by two in a hundred, by chance.
    setting = "all four settings"
    yield row("pages with any group called so wrongly", setting, len(pages), np.mean(pages), most=0.05)


def _power(chance):
    people = assessed()
    for characteristic, group in (*COMPARED, *SMALL):
        field, found = GROUPS[characteristic], []
        of_group = people[field].eq(group).to_numpy()
        given = [name for name in GIVEN if name != field]
        for _ in range(PAGES):
            met = expit(1 - odds_by(chance, people, given))
            unmet = drawn_unmet(chance, met)
            # Of those with all needs met as many more have one unmet as make 15 points of the group.
            add = GAP / np.maximum(1 - unmet_chance(met)[of_group].mean(), GAP)
            unmet |= of_group & (chance.random(len(people)) < add)
            found.append(row_of(told(people, unmet), characteristic, group)["verdict"] == "higher")
        setting = f"{characteristic}, {group}: {of_group.sum():,} people"
        least = None if (characteristic, group) in SMALL else 0.8
        yield row("a gap of 15 points found", setting, PAGES, np.mean(found), least)


PROMISES = {"unmet need": unmet_need}
