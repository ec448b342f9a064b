"""The invented national survey's appendix tables on domestic abuse: headings in row 7, notes in them.

Rates of partner abuse of women are those of the indicator's file, to one decimal. All others are a number of
times as high, so that no other file has to say them.
"""

from datetime import datetime

from sampleshire import places, workbook
from sampleshire.survey_indicators import NO_SURVEY, YEARS

FILE = "domesticabuseprevalenceandvictimcharacteristics2022.xlsx"
OF_ANY_KIND = "non-physical abuse, threats, force, sexual assault or stalking"
PARTS = {
    "Non-physical abuse (emotional, financial)": 0.7,
    "Threats or force": 0.5,
    "Threats": 0.3,
    "Force": 0.45,
}
# How many times as many women meet with each type of abuse as with abuse by a partner.
TYPES = (
    (f"Any domestic abuse (partner or family {OF_ANY_KIND})", 1.4),
    (f"Any partner abuse ({OF_ANY_KIND})", 1.0),
    (f"Any family abuse ({OF_ANY_KIND})", 0.5),
    ("Partner abuse - non-sexual", 0.85),
    *PARTS.items(),
    ("Family abuse - non-sexual", 0.45),
    *((part, times / 2) for part, times in PARTS.items()),
    ("Any sexual assault (including attempts) [note 5]", 0.6),
    ("Any sexual assault (including attempts) by a partner", 0.12),
    ("Any sexual assault (including attempts) by a family member", 0.02),
    ("Stalking [note 6]", 0.8),
    ("Stalking by a partner or ex-partner", 0.2),
    ("Stalking by a family member", 0.08),
)
MEN = 0.45  # of the rate of women
SUPPRESSED, BASE = "[c]", "Unweighted base - number of adults"
BY_FAMILY = "by a family member"  # of men too few are asked
CHARACTERISTICS = (
    ("Tenure", {"Owners": 0.7, "Social renters": 1.8, "Private renters": 1.5}),
    ("Accommodation type", {"Houses": 0.95, "Flats/maisonettes": 1.3, "Other": 1.1}),
    ("Area type", {"Urban": 1.05, "Rural": 0.8}),
    (
        "Level of deprivation",
        {
            "20% most deprived Output Areas": 1.3,
            "Other Output Areas": 1.0,
            "20% least deprived Output Areas": 0.7,
        },
    ),
)


def write(rng, folder, partner_abuse):
    """Write the workbook of the last year, with the rows of the indicator of `partner_abuse`."""
    women = {
        (row["Series"].removeprefix("Women aged "), row["Year"], row.get("Region", "")): float(row["Value"])
        for row in partner_abuse
        if row["Value"] and not row.get("Type of partner abuse") and not row.get("Age")
    }
    title = "Domestic abuse prevalence and victim characteristics (invented)"
    content = workbook.xlsx(
        {
            "Cover sheet": [[title], ["Every figure in this workbook is invented."]],
            "Notes": [["Notes"], ["Note number", "Note text"], ["note 1", "Adults in private households."]],
            "Table 1": _by_type(women["16 and over", YEARS[-1], ""]),
            "Table 3": _by_year(rng, women),
            "Table 7": _by_characteristic(women),
        },
        title,
        datetime(2022, 11, 25),
    )
    (folder / FILE).write_bytes(content)


def _above(number, what, years="year ending March 2022"):
    return [
        [f"Table {number}: Prevalence of domestic abuse {what}, Sample Nation, {years} [note 1]"],
        ["Every figure in this table is invented."],
        ["This worksheet contains one table."],
        ["Some cells refer to notes which can be found on the notes worksheet."],
        ["[c] indicates that fewer than fifty adults were asked."],
        ["Percentage"],
    ]  # fmt: skip


def _of(rate, label, sex):
    """Return the rate of a sex, to one decimal, out of that of women."""
    if sex == "Men" and label.endswith(BY_FAMILY):
        return SUPPRESSED
    return round(rate * {"Women": 1, "Men": MEN, "People": (1 + MEN) / 2}[sex], 1)


def _by_type(partner):
    """Return the rows of the table of adults aged 16 and over by type of abuse."""
    sexes = ("Men", "Women", "People")
    headings = [f"{sex} since the age of 16" for sex in sexes] + [f"{sex} in the last year" for sex in sexes]
    rows = [
        [label, *(_of(partner * times * 4, label, sex) for sex in sexes),
         *(_of(partner * times, label, sex) for sex in sexes)]
        for label, times in TYPES
    ]  # fmt: skip
    return [
        *_above(1, "among adults aged 16 years and over, by type of abuse and sex"),
        ["Type of abuse [note 4]", *headings],
        *rows,
        [BASE, *(6_920, 7_810, 14_730) * 2],
    ]


def _by_year(rng, women):
    """Return the rows of the table of adults aged 16 to 59: a row a type and sex, and a column a year."""
    years = [year for year in YEARS if year != NO_SURVEY]
    headings = [f"Apr {year[:4]} to Mar {int(year[:4]) + 1}" for year in years]
    rows = []
    for label, times in TYPES:
        rates = {}
        for year in years:
            apart = 1 if times == 1 else 1 + 0.03 * rng.standard_normal()
            rates[year] = women["16 to 59", year, ""] * times * apart
        rows += [
            [label, sex, *(_of(rates[year], label, sex) for year in years), "No"]
            for sex in ("Men", "Women", "People")
        ]
    return [
        *_above(
            3,
            "in the last year among adults aged 16 to 59, by type of abuse and sex",
            "year ending March 2011 to year ending March 2022",
        ),
        ["Type of abuse [note 4]", "Sex", *headings, f"{headings[-2]} compared with {headings[-1]}"],
        *rows,
        *([BASE, sex, *[number] * len(years), ""] for sex, number in (("Men", 9_010), ("Women", 10_240))),
    ]  # fmt: skip


def _by_characteristic(women):
    """Return the rows of the table by characteristics of households and areas, regions the last of them."""
    whole = women["16 and over", YEARS[-1], ""]
    groups = [(group, {name: whole * times for name, times in of.items()}) for group, of in CHARACTERISTICS]
    regions = {name: women["16 and over", YEARS[-1], name] for name in places.REGIONS.values()}
    rows = [["All adults", "All adults", 14_730, *_columns(whole)]]
    for group, rates in [*groups, ("Region", regions)]:
        rows += [[group, name, 1_240, *_columns(rate)] for name, rate in rates.items()]
    what = (
        "in the last year among adults aged 16 years and over, by household and area characteristics and sex"
    )
    return [
        *_above(7, what),
        ["Characteristic group", "Characteristic [note 8]", BASE, "Any domestic abuse Men",
         "Any domestic abuse Women", "Any partner abuse Men", "Any partner abuse Women"],
        *rows,
    ]  # fmt: skip


def _columns(partner):
    any_abuse, by_partner = TYPES[0], TYPES[1]
    return [
        _of(partner * times, label, sex)
        for label, times in (any_abuse, by_partner)
        for sex in ("Men", "Women")
    ]
