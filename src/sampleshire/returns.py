"""The invented people who were offered help: who offered it, how far each came, and what became of them.

They are drawn from the victims that the police recorded, by chances that are known, and with them people who
came another way. Everyone has one row, with the last stage that they reached, and those who were assessed
have needs by the eight categories of the commissioning guidance. Households that were referred to safe
accommodation are of one provider: no place, no address.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sampleshire import canaries, victims

QUARTERS = victims.QUARTERS
POLICE, HARBOUR, LANTERN = "Sampleshire Police victim contact unit", "Harbour Support", "Lantern Service"
STAGES = ("Offered", "Referred", "Contacted safely", "Needs assessed", "Needs met")
BY_POLICE, BY_OTHERS, BY_THEMSELVES = (
    "Offered by the police",
    "Referred by another body",
    "Came by themselves",
)
UNKNOWN = "Unknown"
FIELDS = ["quarter", "provider", "came_by", "stage", "state", "recorded_when", "offence_group",
          "language_need", "domestic_abuse", "age_band", "sex", "ethnic_group", "disability"]  # fmt: skip
# Of a hundred people who came in each way, when the police had recorded the crime
RECORDED_WHEN = ("Within the twelve months before", "Earlier", "Not recorded by the police", UNKNOWN)
_RECORDED_WHEN = {BY_POLICE: (97, 2, 0, 1), BY_OTHERS: (44, 12, 28, 16), BY_THEMSELVES: (31, 15, 38, 16)}
PERSON = ["offence_group", "domestic_abuse", "age_band", "sex", "ethnic_group", "disability"]

# Of a hundred recorded victims of each group, without domestic abuse: offered help, and then referred
_OFFERED = {
    "Violence with injury": (0.46, 0.36), "Violence without injury": (0.34, 0.30),
    "Stalking and harassment": (0.52, 0.40), "Sexual offences": (0.84, 0.58), "Robbery": (0.60, 0.33),
    "Burglary": (0.48, 0.24), "Vehicle offences": (0.10, 0.12), "Theft": (0.12, 0.14),
    "Criminal damage and arson": (0.12, 0.16), "Public order": (0.16, 0.20), "Other crime": (0.14, 0.20),
}  # fmt: skip
_LESS_OFTEN_MISSED = 0.55  # of those whom a stage loses, how many it loses where there is domestic abuse
# Of those referred to a provider: contacted safely, without and with a language need. Lantern counts less.
_CONTACTED = {HARBOUR: (0.80, 0.56), LANTERN: (0.68, 0.40)}
_ASSESSED = {HARBOUR: (0.70, 0.62), LANTERN: (0.80, 0.72)}
_MET = {HARBOUR: (0.56, 0.47), LANTERN: (0.61, 0.52)}
_LANGUAGE_NEED = {
    "White": 0.035, "Asian": 0.24, "Black": 0.15, "Mixed": 0.05, "Other": 0.32, "Not stated": 0.08,
    UNKNOWN: 0.08,
}  # fmt: skip
LANGUAGE_NOT_RECORDED = 0.08
CAME_OTHERWISE = {BY_OTHERS: 170, BY_THEMSELVES: 110}  # people in a quarter, who need not be recorded victims
_TO_LANTERN = (0.06, 0.82)  # of the referred: others, and those of domestic abuse or a sexual offence
# What became of those who came no further, without and with domestic abuse
_LEFT = {
    "Offered": {"Declined": (62, 55), "Uncontactable": (30, 24), "Unsafe to contact": (0.3, 13),
                UNKNOWN: (7.7, 8)},
    "Referred": {"Uncontactable": (46, 34), "Declined": (26, 20), "Waiting": (16, 15),
                 "Not eligible": (11, 6), "Unsafe to contact": (1, 25)},
    "Contacted safely": {"Declined": (46, 40), "Waiting": (34, 44), "Not eligible": (20, 16)},
    "Needs assessed": {"Need not met": (50, 48), "Waiting": (30, 36), "Declined": (20, 16)},
    "Needs met": {"Need met": (1, 1)},
}  # fmt: skip
PLANTED_A_QUARTER = 2

# Category, and the chance that an assessed person has it, without and with domestic abuse
_NEEDED = {
    "Mental and physical health": (0.58, 0.72),
    "Shelter and accommodation": (0.14, 0.42),
    "Drugs and alcohol": (0.08, 0.11),
    "Family, friends and children": (0.22, 0.46),
    "Education, skills and employment": (0.10, 0.16),
    "Finance and benefits": (0.24, 0.34),
    "Outlook and attitudes": (0.40, 0.44),
    "Social interactions": (0.28, 0.32),
}
NEED_CATEGORIES = tuple(_NEEDED)
# What became of a need of somebody whose needs were not all met, without and with a language need
_NEED_STATES = {
    "Met": (24, 20), "Waiting": (26, 24), "Declined": (12, 9), "Unsafe to contact": (2, 2),
    "Uncontactable": (5, 5), "Not met: no such service": (13, 11), "Not met: service full": (12, 11),
    "Not met: not eligible": (6, 6), "Not met: no interpreter": (0, 12),
}  # fmt: skip
NEED_STATES = tuple(_NEED_STATES)
NEED_FIELDS = ["quarter", "provider", "need_category", "need_state", "offence_group", "age_band", "sex",
          "ethnic_group", "disability", "religion", "sexual_orientation", "language_need"]  # fmt: skip
# Of the people of a return of support: what the police and Lantern do not say
PEOPLE_NOT_SAID = {POLICE: ("age_band", "sex", "ethnic_group", "disability"), LANTERN: ("disability",)}
# What Lantern does not say, and what neither does
NOT_SAID = {"Lantern Service": ("disability", "religion", "sexual_orientation"),
            "Harbour Support": ("religion", "sexual_orientation")}  # fmt: skip

HAVEN = "Haven Housing"
RESULTS = (
    "Supported", "Not supported: no space", "Not supported: needs could not be met",
    "Not supported: household too large", "Not supported: not eligible for funding",
    "Not supported: unsafe in the area", "Not supported: declined",
    "Not supported: could not be reached", "Not supported: other reason",
)  # fmt: skip
CAME_FROM = ("In the area", "Outside the area")
# Households a quarter, and of a hundred of them each result, from the area and from outside it
_REFERRED = (84, 38)
_SHARES = ((45, 19, 9, 4, 5, 6, 6, 4, 2), (39, 30, 8, 4, 10, 0.5, 4, 3, 1.5))


@dataclass(frozen=True)
class Returns:
    """Every person as `people` has them, with day and what is planted, and a row for each of their needs."""

    people: pd.DataFrame
    needs: pd.DataFrame


def chance(stage, people):
    """Return the chance of each of `people` to reach a stage from the one before."""
    group, domestic = people["offence_group"], people["domestic_abuse"] == "yes"
    if stage in STAGES[:2]:
        found = group.map({name: pair[STAGES.index(stage)] for name, pair in _OFFERED.items()})
        return np.where(domestic, 1 - _LESS_OFTEN_MISSED * (1 - found), found)
    by_provider = {"Contacted safely": _CONTACTED, "Needs assessed": _ASSESSED, "Needs met": _MET}[stage]
    need = people["language_need"] == "yes"
    pairs = np.array([by_provider[name] for name in people["provider"]])
    return np.where(need, pairs[:, 1], pairs[:, 0])


def build(rng, known):
    """Return `Returns` for a numpy random generator and the victims that the police recorded."""
    recorded = _recorded(known)
    people = pd.concat([_quarter(rng, recorded[recorded["quarter"] == quarter]) for quarter in QUARTERS])
    people = people.reset_index(drop=True)
    needs = _needs(rng, people[people["stage"].isin(STAGES[-2:])])
    told = rng.random(len(people)) >= LANGUAGE_NOT_RECORDED
    people["language_need"] = people["language_need"].where(told, UNKNOWN)
    needs["language_need"] = people["language_need"].loc[needs["person"]].to_numpy()
    people = _planted(rng, people)
    apart = rng.spawn(1)[0]  # what is drawn here changes no other column
    weights = np.array([_RECORDED_WHEN[came_by] for came_by in people["came_by"]], dtype=float)
    when = victims.pick(apart, weights, np.arange(len(people)))
    return Returns(people.assign(recorded_when=np.array(RECORDED_WHEN, dtype=object)[when]), needs)


def counts(returns):
    """Return how many people appear in each combination of the fields that is not empty, as `clients`.

    Those with a planted value, which is in no list, are left out.
    """
    listed = returns.people[returns.people["planted"] == ""].copy()
    for provider, names in PEOPLE_NOT_SAID.items():
        listed.loc[listed["provider"] == provider, list(names)] = "Not supplied"
    return listed.groupby(FIELDS, sort=True).size().rename("clients").reset_index()


def _recorded(known):
    """Return the victims of each quarter as the newest extract that holds it has them."""
    labels, parts = victims.labels(), []
    for number, quarters in enumerate(victims.EXTRACTS.values()):
        day, codes = known.extract(number)
        later = {quarter for held in list(victims.EXTRACTS.values())[number + 1 :] for quarter in held}
        part = pd.DataFrame(
            {name: np.array(labels[name], dtype=object)[codes[name]] for name in ("quarter", *PERSON)}
        )
        part["day"] = victims.first_day(QUARTERS[0]) + day
        parts.append(part[part["quarter"].isin(set(quarters) - later)])
    return pd.concat(parts, ignore_index=True)


def _quarter(rng, recorded):
    """Return the people of a quarter: those whom the police offered help, and those who came otherwise."""
    offers = chance("Offered", recorded)
    offered = recorded[rng.random(len(recorded)) < offers].assign(came_by=BY_POLICE)
    parts = [offered]
    for came_by, mean in CAME_OTHERWISE.items():
        like = rng.choice(len(recorded), rng.poisson(mean), p=offers / offers.sum())
        parts.append(recorded.iloc[like].assign(came_by=came_by))
    people = pd.concat(parts, ignore_index=True)
    needs_language = people["ethnic_group"].map(_LANGUAGE_NEED).to_numpy()
    people["language_need"] = np.where(rng.random(len(people)) < needs_language, "yes", "no")
    special = (people["domestic_abuse"] == "yes") | (people["offence_group"] == "Sexual offences")
    to_lantern = rng.random(len(people)) < np.where(special, _TO_LANTERN[1], _TO_LANTERN[0])
    people["provider"] = np.where(to_lantern, LANTERN, HARBOUR)
    reached = np.where(people["came_by"] == BY_POLICE, 0, 1)
    for number, stage in enumerate(STAGES[1:], start=1):
        moves = (reached == number - 1) & (rng.random(len(people)) < chance(stage, people))
        reached = np.where(moves, number, reached)
    people["stage"] = np.array(STAGES, dtype=object)[reached]
    people.loc[reached == 0, "provider"] = POLICE
    people["state"] = _states(rng, people)
    return people


def _states(rng, people):
    found = np.full(len(people), "", dtype=object)
    domestic = (people["domestic_abuse"] == "yes").to_numpy().astype(int)
    for stage, shares in _LEFT.items():
        at = np.flatnonzero(people["stage"] == stage)
        weights = np.array(list(shares.values()), dtype=float).T
        found[at] = np.array(list(shares), dtype=object)[victims.pick(rng, weights, domestic[at])]
    return found


def _planted(rng, people):
    """Return the people with a few of the police's whose state is written as a value in no list."""
    people = people.assign(planted="")
    texts = iter(canaries.IN_RETURNS)
    for quarter in QUARTERS:
        held = np.flatnonzero((people["quarter"] == quarter) & (people["provider"] == POLICE))
        for row in rng.choice(held, PLANTED_A_QUARTER, replace=False):
            people.loc[row, ["state", "planted"]] = [UNKNOWN, next(texts)]
    return people


def _needs(rng, people):
    """Return a row for each need of the assessed `people`, with what became of it, and who has it."""
    domestic = (people["domestic_abuse"] == "yes").to_numpy().astype(int)
    has = rng.random((len(people), len(NEED_CATEGORIES))) < np.array(list(_NEEDED.values())).T[domestic]
    has[~has.any(axis=1), 0] = True
    whose, category = np.nonzero(has)
    person = people.iloc[whose]
    language = (person["language_need"] == "yes").to_numpy().astype(int)
    weights = np.array(list(_NEED_STATES.values()), dtype=float).T
    state = np.array(NEED_STATES, dtype=object)[victims.pick(rng, weights, language)]
    all_met = (person["stage"] == "Needs met").to_numpy()
    first = np.append(True, whose[1:] != whose[:-1])
    # Somebody whose needs were not all met has one at least that waits: their first, where all are "Met".
    met_of = np.bincount(whose, weights=state == "Met") == np.bincount(whose)
    state = np.where(first & met_of[whose], "Waiting", state)
    state = np.where(all_met, "Met", state)
    needs = person.drop(columns=["stage", "state", "came_by"]).assign(
        need_category=np.array(NEED_CATEGORIES, dtype=object)[category], need_state=state, person=person.index
    )
    return needs.reset_index(drop=True)


def need_counts(needs):
    """Return how many needs appear in each combination of the fields that is not empty, as `client_needs`."""
    said = needs.assign(religion="Not supplied", sexual_orientation="Not supplied")
    for provider, names in NOT_SAID.items():
        said.loc[said["provider"] == provider, list(names)] = "Not supplied"
    return said.groupby(NEED_FIELDS, sort=True).size().rename("client_needs").reset_index()


def households(rng):
    """Return the households of each quarter by result and where they came from, zeros included."""
    rows = []
    for quarter in QUARTERS:
        for came_from, mean, shares in zip(CAME_FROM, _REFERRED, _SHARES, strict=True):
            referred = rng.poisson(mean * np.array(shares) / sum(shares))
            rows += [
                (quarter, HAVEN, result, came_from, int(count))
                for result, count in zip(RESULTS, referred, strict=True)
            ]
    return pd.DataFrame(rows, columns=["quarter", "provider", "result", "came_from", "referred_households"])
