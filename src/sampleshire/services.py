"""The invented services of Sampleshire, who passes people on to whom, and what could close the gaps.

Services of the whole county, the network and the options appear in files beside this one; those of a district
or a neighbourhood are made here. What is planted: no service takes people without recourse and shelters them
in two of the districts; one organisation holds most of the network together; some services wait for people
whom nobody passes on; some entries are stale; services say each of the four things that can be said of
immigration enforcement; one option is worse than another, one has no price and one no effect that anybody
measured.
"""

import numpy as np

from analysis import settings
from sampleshire import layouts

INVENTED = "its organisations, their services, every price and every effect here."
LAST_DAY = np.datetime64(settings.SAMPLESHIRE_ENDS)
SMALL_GROUPS = 17
# Blank cells and what most services of a district or a neighbourhood have in common
USUAL = {
    "for_whom": "any victim", "languages": "English", "interpreters": "no", "accepts_no_recourse": "unknown",
    "channel": "in person", "way_in": "by themselves; passed on by another organisation",
    "hours": "office hours", "refuge": "no", "independent_of_police": "yes", "anonymous_reporting": "no",
    "shares_with_enforcement": "not known", "sharing_said_by": "", "sharing_said_on": "",
    "lot": "", "funded_until": "", "verified_by": "Commissioning officer",
}  # fmt: skip
LANGUAGES = ("English", "English; Polish", "English; Romanian", "English; Urdu; Panjabi")
# Of each district: what differs from the usual, and between how many days before the last it was verified
OF_A_DISTRICT = {
    "Advice Bureau": (
        {
            "service": "Benefits and debt advice", "what_for": "Finance and benefits",
            "channel": "in person; telephone", "funded_by": "council", "accepts_no_recourse": "no",
            "places": 70, "shares_with_enforcement": "only with consent", "sharing_said_by": "Bureau manager",
            "sharing_said_on": "14/01/2026",
        },
        (10, 170),
    ),
    "Housing Friends": (
        {
            "service": "Help to keep a home", "what_for": "Shelter and accommodation",
            "channel": "in person; visits", "way_in": "passed on by another organisation",
            "funded_by": "charity or trust", "places": 20,
        },
        (10, 400),
    ),
    "Women's Circle": (
        {
            "service": "Peer group", "what_for": "Outlook and attitudes; Social interactions",
            "for_whom": "domestic abuse", "hours": "evenings or weekends too", "funded_by": "its own money",
            "accepts_no_recourse": "yes", "places": 15, "shares_with_enforcement": "never",
            "sharing_said_by": "Group leader", "sharing_said_on": "09/03/2026",
        },
        (10, 400),
    ),
    "Recovery Service": (
        {
            "service": "Drug and alcohol treatment", "what_for": "Drugs and alcohol", "interpreters": "yes",
            "channel": "in person; telephone", "funded_by": "council; health", "funded_until": "31/03/2028",
            "places": 110,
        },
        (10, 170),
    ),
    "Learning Rooms": (
        {
            "service": "English classes", "what_for": "Education, skills and employment; Social interactions",
            "for_whom": "any victim; refugees and people seeking asylum", "way_in": "by themselves",
            "funded_by": "council", "funded_until": "31/07/2026", "places": 80,
        },
        (10, 250),
    ),
}  # fmt: skip
OF_A_WARD = {
    "Community Table": {"service": "Meals and company", "what_for": "Social interactions"},
    "Parents' Room": {"service": "Help for families", "what_for": "Family, friends and children"},
    "Listening Post": {
        "service": "Somebody to talk to",
        "what_for": "Mental and physical health; Social interactions",
    },
    "Hate Crime Contact Point": {
        "service": "Help to report hate",
        "what_for": "Outlook and attitudes",
        "for_whom": "hate crime",
        "anonymous_reporting": "yes",
    },
}


def write(rng, folder, wards):
    """Write the directory, the network and the options of the office of Sampleshire into `folder`.

    `wards` has `ward24_name` and `district24_name` of each ward.
    """
    of_district = {name: rows["ward24_name"].tolist() for name, rows in wards.groupby("district24_name")}
    columns = layouts.logged()["services"]
    rows = [dict(zip(columns, row, strict=True)) for row in layouts.kept("services")]
    for row in rows:
        # Of a service of the whole county the file names the district where people are seen.
        row["ward"] = of_district[row["ward"]][0] if row["ward"] else ""
    rows += [*_in_districts(rng, of_district), *_in_wards(rng, of_district)]
    layouts.log(folder / "services.csv", INVENTED, [[row[name] for name in columns] for row in rows])
    for name in ("referral_network", "options"):
        layouts.log(folder / f"{name}.csv", INVENTED, layouts.kept(name))


def _in_districts(rng, of_district):
    """Return what each district has of its own, in five of its wards."""
    rows = []
    for number, (district, wards) in enumerate(of_district.items()):
        seen_in = rng.permutation(len(wards))
        for at, (name, (differs, days)) in enumerate(OF_A_DISTRICT.items()):
            row = {
                **USUAL,
                "organisation": f"{district.split()[0]} {name}",
                "districts": district,
                "ward": wards[seen_in[at]],
                "languages": LANGUAGES[(number + at) % 4] if at in (0, 2) else "English",
                "verified_on": _day(rng.integers(*days)),
            }
            rows.append(row | differs)
    return rows


def _in_wards(rng, of_district):
    """Return small groups of one ward each, run by people who have time: many were not asked for long."""
    rows, districts, kinds = [], list(of_district), list(OF_A_WARD)
    for number in range(SMALL_GROUPS):
        district, kind = districts[number % len(districts)], kinds[number % len(kinds)]
        ward = of_district[district][int(rng.integers(len(of_district[district])))]
        row = {
            **USUAL,
            "organisation": f"{ward} {kind}",
            "districts": district,
            "ward": ward,
            "languages": LANGUAGES[number % 4],
            "accepts_no_recourse": "unknown" if kind == "Listening Post" else "yes",
            "way_in": "by themselves",
            "hours": "evenings or weekends too",
            "funded_by": "its own money",
            "places": int(rng.integers(5, 30)),
            "verified_on": _day(rng.integers(20, 500)),
        }
        rows.append(row | OF_A_WARD[kind])
    return rows


def _day(before_the_last):
    """Return a day as the log writes it, so many days before the last of the assessment's quarter."""
    found = (LAST_DAY - np.timedelta64(int(before_the_last), "D")).astype(object)
    return f"{found:%d/%m/%Y}"
