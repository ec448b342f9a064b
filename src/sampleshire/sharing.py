"""The invented decisions of Sampleshire's police to share information, or not, by chances that are known.

Decisions are counted, and nobody is behind them: no status, nationality or reference is invented either.
"""

import numpy as np
import pandas as pd

from sampleshire import layouts
from sampleshire.victims import QUARTERS

SUPPLIER = "Sampleshire Police"
INVENTED = "its police and every figure here."
CONSIDERED, SHARED, NOT_SHARED = "Considered, not shared", "Shared", "Not shared"
UNKNOWN, NOT_ASKED = "Unknown", "Not asked"
VICTIM, WITNESS, SUSPECTED = "Victim", "Witness", "Suspected of an offence themselves"
A_QUARTER = 46  # decisions on average
CHANCE_SHARED = 0.24
CHANCE_RECORDED = {CONSIDERED: 0.71, SHARED: 0.88}
CHANCE_NOT_KNOWN = 0.06  # that nobody knows whether it was written down
GROUNDS = {
    "The person asked for it or agreed": 0.30,
    "To keep the person safe": 0.34,
    "Suspected of an offence themselves": 0.20,
    "No ground was written down": 0.16,
}
CHANCE_TOLD = 0.58
LINKED_FROM = "2025-Q4"  # before it nobody collected whether a victim was put in touch with anybody
CHANCE_LINKED = 0.37
CRIMES = {
    "Domestic abuse": 0.56, "Modern slavery": 0.09, "Sexual offences": 0.10, "Other violence": 0.14,
    "Other crime": 0.11,
}  # fmt: skip
CHANCE_WITNESS = {one: 0.06 if one == "Domestic abuse" else 0.34 for one in CRIMES}
# What the officer believed the person to be, of those suspected of an offence and of all others.
BELIEVED = {
    VICTIM: {"Victim": 0.76, "Both": 0.08, "Offender": 0.06, UNKNOWN: 0.10},
    WITNESS: {"Victim": 0.12, "Offender": 0.09, "Neither": 0.70, UNKNOWN: 0.09},
}
SUSPECTS = {VICTIM: "Both", WITNESS: "Offender"}
HEADINGS = {
    "quarter": "Quarter", "person": "Victim or witness", "kind_of_crime": "Kind of crime",
    "considered_or_shared": "Decision", "believed_to_be": "Believed to be", "ground": "Ground written down",
    "recorded_decision": "Decision recorded", "linked_to_third_party": "Put in touch with an organisation",
    "told_beforehand": "Told before", "consent": "Consent",
    "interpreter_there": "Interpreter or advocate there", "exception_used": "Exception used",
    "count": "Decisions",
}  # fmt: skip
FIELDS = [*list(HEADINGS)[:-1]]
# The force asks for consent, and counts it, from this quarter on; earlier files have no such columns.
CONSENT_FROM = "2025-Q3"
OF_CONSENT = ["consent", "interpreter_there", "exception_used"]
NOT_SUPPLIED = "Not supplied"
CHANCE_ASKED = {CONSIDERED: 0.55, SHARED: 0.72}
CONSENT = {
    CONSIDERED: {"Given": 0.12, "Declined": 0.78, "Withdrawn after it was given": 0.10},
    SHARED: {"Given": 0.66, "Declined": 0.28, "Withdrawn after it was given": 0.06},
}
INTERPRETER = {"yes": 0.42, "no": 0.24, "Nobody was needed": 0.28, UNKNOWN: 0.06}
EXCEPTIONS = {
    "To keep the person safe": "Risk to life or of serious harm",
    SUSPECTED: "Suspected of an offence themselves",
    "No ground was written down": "No exception was written down",
}  # fmt: skip
NOT_KNOWN, NOT_COLLECTED = "not known", "not collected"


def build(rng):
    """Return the decisions of each quarter by every field, combinations that are empty left out."""
    parts = []
    for quarter in QUARTERS:
        number = rng.poisson(A_QUARTER)
        shared = rng.random(number) < CHANCE_SHARED
        decided = np.where(shared, SHARED, CONSIDERED)
        ground = rng.choice(list(GROUNDS), number, p=list(GROUNDS.values()))
        recorded = rng.random(number) < np.where(
            shared, *(CHANCE_RECORDED[one] for one in (SHARED, CONSIDERED))
        )
        known = rng.random(number) >= CHANCE_NOT_KNOWN
        linked = np.where(rng.random(number) < CHANCE_LINKED, "yes", "no")
        told = np.where(rng.random(number) < CHANCE_TOLD, "yes", "no")
        parts.append(
            pd.DataFrame(
                {
                    "quarter": quarter,
                    "considered_or_shared": decided,
                    "ground": np.where(shared, ground, NOT_SHARED),
                    "recorded_decision": np.where(known, np.where(recorded, "yes", "no"), UNKNOWN),
                    "linked_to_third_party": linked if quarter >= LINKED_FROM else NOT_ASKED,
                    "told_beforehand": np.where(shared, told, NOT_SHARED),
                }
            )
        )
    rows = _with_consent(rng.spawn(1)[0], _about(rng, pd.concat(parts, ignore_index=True)))
    return rows.groupby(FIELDS, sort=True).size().rename("sharing_decisions").reset_index()


def _about(rng, rows):
    """Return the decisions with whom each was about, which crime, and what the person was believed to be."""
    crime = rng.choice(list(CRIMES), len(rows), p=list(CRIMES.values()))
    witness = rng.random(len(rows)) < pd.Series(crime).map(CHANCE_WITNESS).to_numpy()
    person = np.where(witness, WITNESS, VICTIM)
    believed = np.array([SUSPECTS[one] for one in person], dtype=object)
    for one, chances in BELIEVED.items():
        others = (rows["ground"] != SUSPECTED).to_numpy() & (person == one)
        believed[others] = rng.choice(list(chances), others.sum(), p=list(chances.values()))
    return rows.assign(person=person, kind_of_crime=crime, believed_to_be=believed)


def _with_consent(rng, rows):
    """Return the decisions with what was asked of consent, from the quarter on in which the force began.

    It has a stream of its own: what is drawn here changes no other column.
    """
    shared, chance = (rows["considered_or_shared"] == SHARED).to_numpy(), rng.random(len(rows))
    asked = chance < np.where(shared, CHANCE_ASKED[SHARED], CHANCE_ASKED[CONSIDERED])
    answered = np.full(len(rows), "Not asked for", dtype=object)
    for decision, chances in CONSENT.items():
        which = asked & (rows["considered_or_shared"] == decision).to_numpy()
        answered[which] = rng.choice(list(chances), which.sum(), p=list(chances.values()))
    there = rng.choice(list(INTERPRETER), len(rows), p=list(INTERPRETER.values()))
    with_consent = np.where(answered == "Given", "Shared with consent", rows["ground"].map(EXCEPTIONS))
    other = np.where(pd.isna(with_consent), "Other, written down", with_consent)
    found = {
        "consent": answered,
        "interpreter_there": np.where(asked, there, "Consent was not asked for"),
        "exception_used": np.where(shared, other, NOT_SHARED),
    }
    begun = (rows["quarter"] >= CONSENT_FROM).to_numpy()
    return rows.assign(**{name: np.where(begun, column, NOT_SUPPLIED) for name, column in found.items()})


def write(folder, decisions):
    """Write a file of counts for every quarter into `folder`."""
    spelt = {UNKNOWN: NOT_KNOWN, NOT_ASKED: NOT_COLLECTED}
    for quarter, part in decisions.groupby("quarter"):
        later = OF_CONSENT if quarter < CONSENT_FROM else []
        rows = part.drop(columns=later).replace(spelt).to_numpy().tolist()
        headings = [heading for field, heading in HEADINGS.items() if field not in later]
        layouts.log(folder / f"information_sharing_{quarter}.csv", INVENTED, rows, headings)


def sections():
    """Return the section of columns.toml that reads the counts."""
    mapped = {field: {"headings": [heading]} for field, heading in HEADINGS.items()}
    for field in FIELDS[1:]:
        mapped[field] |= {"unknown": [NOT_KNOWN], "not_asked": [NOT_COLLECTED]}
    for field in OF_CONSENT:
        mapped[field]["since"] = CONSENT_FROM
    entry = {"files": ["information_sharing_{quarter}.csv"], "supplier": SUPPLIER, "fields": mapped}
    return {"information_sharing.police": entry}
