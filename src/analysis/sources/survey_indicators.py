"""Crime Survey indicators, as ONS's Sustainable Development Goals data has them: one CSV an indicator.

A blank cell in a column that splits people means all of them. Percentages are of people who were asked, in
private households: nobody in a refuge or in temporary accommodation is among them. No file gives a margin of
error, nor how many were asked, so that none can be worked out.
"""

import functools
import re
from dataclasses import dataclass

import pandas as pd

from analysis.sources import files, store
from analysis.sources.reading import Read, exactly, refuse_labels, refuse_twice, same
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

YEAR, VALUE, STATUS, MULTIPLIER = "Year", "Value", "Observation status", "Unit multiplier"
UNITS = ("Units", "Unit measure")
PERCENTAGE = "Percentage (%)"
REGION, CODE = "Region", "GeoCode"
REGION_CODE = r"(?:E12|W92)[0-9]{6}"
EVERYBODY, ALL_KINDS = "everybody", "all kinds"
STATUSES = {
    "Normal value": SHOWN,
    "Undefined": SHOWN,  # of every row of the childhood abuse file
    "Missing value": NOT_AVAILABLE,
    "Missing data": NOT_AVAILABLE,
    "Missing value; suppressed": SUPPRESSED,
}
FEW_ASKED = "fewer than 50 people were asked"
NO_FIGURE = "no figure for this year"
MARKED = "marked missing by the publisher, although a number appears there"


@dataclass(frozen=True)
class Layout:
    """An indicator: the columns that say what is measured, of whom, and which series it is in, if several."""

    card_id: str
    kinds: tuple
    people: tuple
    series: str = ""


_PEOPLE = (
    "Age",
    "Sex",
    "Country of birth",
    "Disability status",
    "Sexual orientation",
    "Gender identity",
    "Ethnicity",
    "Ethnic group",
    "Highest qualification",
    "Household income",
    "Urban or rural",
    "Urban or Rural",
)
LAYOUTS = (
    Layout("survey_partner_abuse", ("Type of partner abuse", "Abuse sub-category"), _PEOPLE, "Series"),
    Layout(
        "survey_family_sexual_violence",
        ("Type of non-partner abuse", "Abuse sub-type", "Relationship to perpetrator"),
        (),
        "Age",  # never blank: it is whom the survey asked
    ),
    Layout("survey_violence", ("Violence type",), _PEOPLE, "Series"),
    Layout("survey_feeling_safe", (), _PEOPLE, "Series"),
    Layout("survey_childhood_abuse", ("Abuse type", "Contact sexual abuse type"), ("Sex",)),
    Layout("survey_reporting", ("Type of violence",), ()),
)
_ALWAYS = (YEAR, VALUE, STATUS, MULTIPLIER)


@functools.lru_cache(maxsize=16)
@store.once(Read)
def survey_indicator(file):
    """Return an indicator's percentages by year, what is measured and of whom, as published.

    `frame` has `indicator` (the card's name), `series`, `year` ("2021/22", or "2018 to 2020" where three
    years are put together), `kind` ("all kinds" where the row is not of one), `people` ("Sex: Female; Age:
    16 to 24", or "everybody"), `region_code` and `region` ("" for England and Wales), `share_pct`, `status`
    ("shown", "suppressed" where fewer than 50 were asked, "not available") and `reason`. A number that the
    publisher marks missing is not read: one appears in the file of 2022/23 among cells of too few people.

    Raises InputError naming the row for another layout, a unit other than per cent, a percentage below 0 or
    above 100, a year that is none, and a row twice.
    """
    table = files.read_csv(file)
    layout, unit = _layout(file, table.columns)
    for heading, known in ((unit, same(PERCENTAGE)), (MULTIPLIER, same("Units"))):
        refuse_labels(table[heading], file, heading, known)
    splits = [name for name in table.columns if name not in (*_ALWAYS, unit)]
    refuse_twice(table, file, [YEAR, *splits])
    years = table[YEAR].str.strip()
    files.refuse_where(
        ~years.map({text: _is_year(text) for text in years.unique()}),
        file,
        YEAR,
        years,
        "a year such as 2021/22, or several such as 2018 to 2020",
    )
    status = refuse_labels(table[STATUS], file, STATUS, STATUSES)
    numbers = _percentages(table[VALUE], file)
    marked = numbers.notna() & (status != SHOWN)
    reason = status.map({SHOWN: "", SUPPRESSED: FEW_ASKED, NOT_AVAILABLE: NO_FIGURE}).mask(marked, MARKED)
    silent = numbers.isna() & (status == SHOWN)
    frame = pd.DataFrame(
        {
            "indicator": layout.card_id,
            "series": table[layout.series].str.strip() if layout.series else "",
            "year": years,
            "kind": _joined(table, layout.kinds, ALL_KINDS, named=False),
            "people": _joined(
                table, [one for one in layout.people if one in table.columns], EVERYBODY, named=True
            ),
            "region_code": _region_codes(table, file),
            "region": table[REGION].str.strip() if REGION in table.columns else "",
            "share_pct": numbers.where(status == SHOWN),
            "status": status.mask(silent, NOT_AVAILABLE),
            "reason": reason.mask(silent, NO_FIGURE),
        }
    )
    counts = frame["status"].value_counts()
    return Read(frame, {what: int(counts[what]) for what in STATUSES.values() if what in counts})


def _layout(file, headings):
    """Return the Layout that a file has and the heading of its unit, every heading known."""
    held = set(headings)
    plain = next(layout for layout in LAYOUTS if not layout.kinds)
    layout = next((layout for layout in LAYOUTS if held & set(layout.kinds[:1])), plain)
    unit = next((name for name in UNITS if name in held), UNITS[0])
    optional = [one for one in (*layout.people, REGION, CODE) if one in held]
    wanted = [*_ALWAYS, unit, *layout.kinds, *([layout.series] if layout.series else []), *optional]
    exactly(file, headings, dict.fromkeys(wanted))
    return layout, unit


def _is_year(text):
    one = re.fullmatch(r"(20\d\d)/(\d\d)", text)
    several = re.fullmatch(r"(20\d\d) to (20\d\d)", text)
    if one:
        return (int(one[1]) + 1) % 100 == int(one[2])
    return bool(several) and int(several[1]) < int(several[2])


def _percentages(values, file):
    """Return percentages, missing where a cell is blank."""
    text = values.str.strip()
    numbers = pd.to_numeric(text, errors="coerce").where(
        text.str.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE]-[0-9]+)?")
    )
    wrong = (text != "") & ~numbers.between(0, 100)
    files.refuse_where(wrong, file, VALUE, values, "a percentage from 0 to 100, or nothing")
    return numbers.astype("float64")


def _joined(table, names, blank, named):
    """Return the cells of several columns as one text, those that are blank left out."""
    parts = pd.Series("", table.index, dtype="str")
    for name in names:
        cell = table[name].str.strip()
        said = (name.replace(" Rural", " rural") + ": " + cell) if named else cell
        joint = pd.Series("; " if named else ": ", table.index).where((parts != "") & (cell != ""), "")
        parts = parts + joint + said.where(cell != "", "")
    return parts.where(parts != "", blank)


def _region_codes(table, file):
    if CODE not in table.columns:
        return ""
    codes = table[CODE].str.strip()
    regions = table[REGION].str.strip() if REGION in table.columns else pd.Series("", table.index)
    wrong = (codes != "") & ~codes.str.fullmatch(REGION_CODE) | ((codes == "") != (regions == ""))
    files.refuse_where(
        wrong, file, CODE, table[CODE], "the code of the row's region such as E12000005, or none"
    )
    return codes
