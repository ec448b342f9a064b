"""The invented pathway before, after and instead of the NRM: who moves where, by chances that are known.

Nobody here is a person: each course is drawn from the chances below and only counts of moves are written. So
with the capture lists: counts by combination are drawn from a log-linear model.
"""

import numpy as np
import pandas as pd

from analysis.sources.home_office import ADULT, CHILD
from sampleshire import layouts, victims

QUARTERS = victims.QUARTERS
BEFORE, NEW, UNKNOWN = "Known before counting began", "Not known before", "Unknown"
DECLINED, LOST, HARM = "Declined and notified", "Lost contact", "Returned to harm"
SETTLED = "Declined and safe locally"
NO_REASON, NOT_BEFORE = "No reason is asked of this move", "Not on the pathway before"
SAFE, TALKED = "In immediate safe accommodation", "Consent talked through"
POSITIVE_FIRST, NEGATIVE_FIRST = "Positive reasonable grounds", "Negative reasonable grounds"
POSITIVE_LAST, NEGATIVE_LAST = "Positive conclusive grounds", "Negative conclusive grounds"
OWN, FAMILY = "Moved on: own home", "Moved on: family or friends"
SUPPORTED, PLACED = "Moved on: supported housing", "Moved on: placed by a council"
ELSEWHERE, NOT_TOLD = "Moved on: another area", "Moved on: type not recorded"
NEW_A_QUARTER = {ADULT: 70, CHILD: 34}
THERE_AT_FIRST = {ADULT: 46, CHILD: 18}

# Mean days in a state, and the chance of each state after it; what is left of one is the chance to stay.
ADULTS = {
    "Identified": (9, {SAFE: 0.35, TALKED: 0.40, "Referred": 0.15, LOST: 0.10}),
    SAFE: (21, {TALKED: 0.60, "Referred": 0.25, DECLINED: 0.08, LOST: 0.07}),
    TALKED: (14, {"Referred": 0.60, DECLINED: 0.28, LOST: 0.12}),
    "Referred": (75, {POSITIVE_FIRST: 0.55, NEGATIVE_FIRST: 0.38, LOST: 0.07}),
    DECLINED: (40, {SETTLED: 0.40, FAMILY: 0.20, "Referred": 0.10, LOST: 0.22, HARM: 0.08}),
    SETTLED: (120, {OWN: 0.30, SUPPORTED: 0.30, "Referred": 0.15, LOST: 0.25}),
    POSITIVE_FIRST: (240, {POSITIVE_LAST: 0.60, NEGATIVE_LAST: 0.25, "Left support": 0.10, LOST: 0.05}),
    NEGATIVE_FIRST: (30, {POSITIVE_FIRST: 0.15, NOT_TOLD: 0.35, FAMILY: 0.20, LOST: 0.30}),
    POSITIVE_LAST: (60, {"Left support": 0.95, LOST: 0.05}),
    NEGATIVE_LAST: (45, {"Left support": 1.0}),
    "Left support": (
        20, {OWN: 0.25, FAMILY: 0.15, PLACED: 0.30, SUPPORTED: 0.10, ELSEWHERE: 0.10, NOT_TOLD: 0.10}
    ),
    LOST: (90, {"Identified": 0.20}),
    HARM: (60, {"Identified": 0.30}),
}  # fmt: skip
CHILDREN = ADULTS | {
    "Identified": (4, {SAFE: 0.30, "Referred": 0.60, LOST: 0.10}),
    SAFE: (10, {"Referred": 0.90, LOST: 0.10}),
    "Left support": (20, {FAMILY: 0.35, PLACED: 0.55, NOT_TOLD: 0.10}),
}
REASONS = {
    "Fear of those who exploited them": 0.20, "Fear of the authorities": 0.22,
    "Wants no contact with the police": 0.08, "Does not see themselves as a victim": 0.10,
    "Wants work or income first": 0.14, "The support offered did not meet the need": 0.06,
    "Not explained in a language well understood": 0.05, "Other reason": 0.05, UNKNOWN: 0.07,
    "Not asked": 0.03,
}  # fmt: skip
BANDS = {
    "0 to 6 days": 7, "7 to 27 days": 28, "28 to 89 days": 90, "90 to 179 days": 180, "180 to 364 days": 365,
    "365 days or more": np.inf,
}  # fmt: skip
WHERE_AT_FIRST = ("Referred", POSITIVE_FIRST, POSITIVE_LAST, DECLINED)

SUPPLIER = "Sampleshire anti-slavery partnership"
INVENTED = "its organisations, its people and every figure here."
LISTS_INVENTED = "its lists, and how many are on each, are drawn by chance."
HEADINGS = {
    "pathway_ledger": {
        "quarter": "Quarter", "from_state": "State left", "to_state": "State entered",
        "reason": "Why declined", "duration_band": "Time in the state left", "age_group": "Adult or child",
        "count": "Moves",
    },
    "pathway_waiting": {
        "quarter": "Quarter", "state": "State on the last day", "duration_band": "Time in it",
        "age_group": "Adult or child", "count": "People",
    },
}  # fmt: skip
# The partnership's own words where they are not the ledger's.
WORDS = {
    "reason": {"Not applicable": NO_REASON},
    "duration_band": {"First move": NOT_BEFORE},
    "age_group": {"Adult": ADULT, "Child": CHILD},
}
NOT_KNOWN, NEVER_ASKED = "not recorded", "was not asked"
# state, responsible, service, commissioned by, said by, verified on
RESPONSIBLE = [
    ("Identified", "Sampleshire Police", "", "", "police modern slavery lead", "12/05/2026"),
    ("In immediate safe accommodation", "Harbour Support", "Safe house, 14 nights",
     "Office of the commissioner", "Harbour Support", "02/06/2026"),
    ("Consent talked through", "Sampleshire Police", "Advocate for potential victims",
     "Office of the commissioner", "police modern slavery lead", "12/05/2026"),
    ("Declined and notified", "nobody", "", "", "anti-slavery partnership", "20/06/2026"),
    ("Declined and safe locally", "Lantern Service", "Local support after a refusal", "County council",
     "Lantern Service", "18/03/2026"),
    ("Negative reasonable grounds", "nobody", "", "", "anti-slavery partnership", "20/06/2026"),
    ("Left support", "Sampleshire County Council", "Housing advice", "County council",
     "council housing lead", "11/12/2025"),
]  # fmt: skip


def band(days):
    """Return the band of a number of whole days; UNKNOWN for None."""
    return UNKNOWN if days is None else next(name for name, end in BANDS.items() if days < end)


def build(rng):
    """Return {kind of file: counts by every field}: of moves, and of who is in a state at quarters' ends."""
    moves, stays = [], []
    opening = victims.first_day(QUARTERS[0]).astype(int)
    closing = victims.last_day(QUARTERS[-1]).astype(int)
    for age, number in THERE_AT_FIRST.items():
        for state in rng.choice(WHERE_AT_FIRST[: 4 if age == ADULT else 3], number):
            _course(rng, age, BEFORE, str(state), opening, closing, moves, stays)
    for quarter in QUARTERS:
        first = victims.first_day(quarter).astype(int)
        length = victims.last_day(quarter).astype(int) - first + 1
        for age, mean in NEW_A_QUARTER.items():
            for day in first + rng.integers(0, length, rng.poisson(mean)):
                _course(rng, age, NEW, "Identified", int(day), closing, moves, stays)
    return {"pathway_ledger": _counted_moves(moves), "pathway_waiting": _counted_stays(stays)}


def _course(rng, age, start, state, day, closing, moves, stays):
    """Draw one course until the ledger closes: its moves, and from when until when each state was held."""
    chances = ADULTS if age == ADULT else CHILDREN
    moves.append((day, start, state, NO_REASON, UNKNOWN if start == BEFORE else NOT_BEFORE, age))
    known = start != BEFORE  # since when somebody was in a state before counting began, nobody knows
    while True:
        mean, following = chances.get(state, (1, {}))
        days = int(rng.exponential(mean))
        drawn = rng.random()
        after = list(following)
        place = int(np.searchsorted(np.cumsum(list(following.values())).round(9), drawn, side="right"))
        left = day + days
        if place >= len(after) or left > closing:
            stays.append((day, closing + 1, state, age, known))
            return
        stays.append((day, left, state, age, known))
        reason = NO_REASON
        if after[place] == DECLINED:
            reason = str(rng.choice(list(REASONS), p=list(REASONS.values())))
        moves.append((left, state, after[place], reason, band(days if known else None), age))
        state, day, known = after[place], left, True


def _counted_moves(moves):
    names = ["day", "from_state", "to_state", "reason", "duration_band", "age_group"]
    rows = pd.DataFrame(moves, columns=names)
    days = rows["day"].to_numpy().astype("datetime64[D]")
    rows["quarter"] = [f"{one.year}-Q{one.quarter}" for one in pd.DatetimeIndex(days)]
    return rows.groupby(["quarter", *names[1:]]).size().rename("moves").reset_index()


def _counted_stays(stays):
    """Return who was in a state on the last day of each quarter; ends of the pathway are held for good."""
    parts = []
    for quarter in QUARTERS:
        last = victims.last_day(quarter).astype(int)
        for since, until, state, age, known in stays:
            if since <= last < until:
                parts.append((quarter, state, band(last - since if known else None), age))
    rows = pd.DataFrame(parts, columns=["quarter", "state", "duration_band", "age_group"])
    return rows.groupby(list(rows.columns)).size().rename("people_waiting").reset_index()


def chances():
    """Return the chance of each state after another, with the mean days in it, by age group."""
    rows = [
        (age, state, after, chance, mean)
        for age, table in ((ADULT, ADULTS), (CHILD, CHILDREN))
        for state, (mean, following) in table.items()
        for after, chance in following.items()
        if age == ADULT or state not in (TALKED, DECLINED, SETTLED)
    ]
    return pd.DataFrame(rows, columns=["age_group", "from_state", "to_state", "chance", "mean_days"])


# Of people on any list or on none: the logit of being on each list, and log odds ratios of pairs that share
# people. The police and the council meet about the same people; the charity's would not go to the police.
ALL_OF_THEM = 1_200
LOGITS = {"police": -1.7, "council": -2.0, "charity": -1.3, "health service": -2.1, "outreach team": -2.4}
SHARED = {("police", "council"): 1.2, ("police", "charity"): -0.9}


def capture_lists(rng):
    """Return the rows of `capture_lists.csv`: for each combination seen 0 or 1 by list, and the people on it.

    Those on no list are drawn too and left out.
    """
    names = list(LOGITS)
    combinations = (np.arange(2 ** len(names))[:, None] >> np.arange(len(names))) & 1
    weights = combinations @ np.array(list(LOGITS.values()))
    for (first, second), log_odds in SHARED.items():
        both = combinations[:, names.index(first)] * combinations[:, names.index(second)]
        weights = weights + log_odds * both
    shares = np.exp(weights)
    counts = rng.multinomial(ALL_OF_THEM, shares / shares.sum())
    return [
        [*map(int, combination), int(count)]
        for combination, count in zip(combinations, counts, strict=True)
        if count and combination.any()
    ]


def write(rng, folder, made):
    """Write the ledger and who waits by quarter, the capture lists and the log into `folder`."""
    own = {name: {label: word for word, label in words.items()} for name, words in WORDS.items()}
    for kind, rows in made.items():
        spelt = rows.replace({name: words for name, words in own.items() if name in rows})
        spelt = spelt.replace({"Unknown": NOT_KNOWN, "Not asked": NEVER_ASKED})
        for quarter, part in spelt.groupby("quarter"):
            path = folder / f"{kind}_{quarter}.csv"
            layouts.log(path, INVENTED, part.to_numpy().tolist(), HEADINGS[kind].values())
    layouts.log(folder / "capture_lists.csv", LISTS_INVENTED, capture_lists(rng), [*LOGITS, "people"])
    layouts.log(folder / "pathway_responsibility.csv", INVENTED, RESPONSIBLE)


def sections():
    """Return the sections of columns.toml that read the ledger and who waits."""
    found = {}
    for kind, headings in HEADINGS.items():
        mapped = {field: {"headings": [heading]} for field, heading in headings.items()}
        for field in [*headings][1:-1]:
            words = {} if (kind, field) == ("pathway_waiting", "duration_band") else WORDS.get(field, {})
            mapped[field] |= {"unknown": [NOT_KNOWN], "not_asked": [NEVER_ASKED], "values": words}
        found[f"{kind}.partnership"] = {
            "files": [f"{kind}_{{quarter}}.csv"], "supplier": SUPPLIER, "fields": mapped,
        }  # fmt: skip
    return found


def truth(made):
    """Return what the ledger holds and the chances behind it."""
    return made | {"pathway_chances": chances()}
