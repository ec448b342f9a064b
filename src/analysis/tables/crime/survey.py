"""Crime Survey indicators for England and Wales, with every break in their series marked (ONS)."""

import csv
import functools

import pandas as pd
import pandera.pandas as pa

from analysis import settings, sources
from analysis.errors import InputError
from analysis.sources.survey_indicators import EVERYBODY, LAYOUTS, SHOWN, survey_indicator
from analysis.tables import lookups
from analysis.tables.declaration import STATES, Declaration, checked, empty

CARDS = tuple(layout.card_id for layout in LAYOUTS)
# What a rate of the last twelve months is of, and of whom: (indicator, beginning of its series) -> both.
PREVALENCE = {
    ("survey_partner_abuse", "Women"): ("Partner abuse", "women"),
    ("survey_family_sexual_violence", ""): ("Sexual violence or stalking by a family member", "women"),
    ("survey_violence", "(a) Physical violence"): ("Physical violence", "people"),
    ("survey_violence", "(c) Sexual violence"): ("Sexual violence", "people"),
}
NO_INTERVAL = "not given: the publisher's file has no margin of error and not how many people were asked"
LINE = ["indicator", "series", "kind", "people", "region_code"]


class SurveyIndicators(Declaration):
    """Percentages of people asked, by year. `series_break`: the line is cut before this point, and why.

    `years_together` marks a row of several years put together: it is on no line.
    """

    indicator: str = pa.Field(isin=CARDS)
    series: str
    year: str = pa.Field(str_matches=r"^20[0-9][0-9](/[0-9][0-9]| to 20[0-9][0-9])$")
    years_together: bool
    kind: str
    people: str
    region_code: str
    region: str
    share_pct: float = pa.Field(ge=0, le=100, nullable=True)
    status: str = pa.Field(isin=STATES)
    reason: str
    series_break: bool
    break_reason: str

    class Config:
        unique = [*LINE, "year"]


class SurveyPrevalence(Declaration):
    """Percentage of adults harmed in the last twelve months, England and Wales, everybody of the ages asked.

    `oldest` is missing where there was no upper age limit. Where the file has no interval `lower_pct` and
    `upper_pct` are missing, and `method` says why.
    """

    indicator: str = pa.Field(isin=CARDS)
    harm: str
    kind: str
    sex: str = pa.Field(isin=("women", "people"))
    youngest: int = pa.Field(ge=16)
    oldest: pd.Int64Dtype = pa.Field(nullable=True)
    year: str = pa.Field(str_matches=r"^20[0-9][0-9]/[0-9][0-9]$")
    prevalence_pct: float = pa.Field(ge=0, le=100, nullable=True)
    lower_pct: float = pa.Field(nullable=True)
    upper_pct: float = pa.Field(nullable=True)
    method: str
    status: str = pa.Field(isin=STATES)
    reason: str
    series_break: bool
    break_reason: str

    class Config:
        unique = ["harm", "kind", "sex", "youngest", "oldest", "year"]


@functools.lru_cache(maxsize=16)
def _read(file):
    return survey_indicator(file).frame


@functools.cache
def _listed_breaks():
    with settings.data("reference", "survey_breaks.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def survey_indicators(area):
    """Return `SurveyIndicators` from every indicator that the folder of `area` has.

    The figures are national and regional, never of a police force area: the survey asks too few people there.
    """
    _, inventory = lookups.opened(area)
    found = [item for card in CARDS for item in inventory.find(card)]
    if not found:
        return empty(SurveyIndicators)
    rows = pd.concat([_read(item.file) for item in found], ignore_index=True)
    rows["years_together"] = ~rows["year"].str.fullmatch(r"[0-9]{4}/[0-9][0-9]")
    rows = _with_breaks(rows)
    return checked(SurveyIndicators, rows, ", ".join(item.file.name for item in found))


def survey_prevalence(area):
    """Return `SurveyPrevalence`: the national rates by which expected numbers of victims are worked out.

    A rate of those asked stands for residents of a place only by assumption: it is of private households,
    and national.
    """
    rows = survey_indicators(area)
    rows = rows[(rows["people"] == EVERYBODY) & (rows["region_code"] == "") & ~rows["years_together"]]
    parts = []
    for (card, beginning), (harm, sex) in PREVALENCE.items():
        part = rows[(rows["indicator"] == card) & rows["series"].str.startswith(beginning)]
        ages = part["series"].str.extract(r"\b([0-9][0-9])(?: to ([0-9][0-9])| and over)\s*$")
        strange = part.loc[ages[0].isna(), "series"]
        if len(strange):
            raise InputError(
                f'{sources.current().one(card).name}: series "{strange.iloc[0]}" does not end with the ages '
                "asked, such as 16 to 59 or 16 and over. Download the file again."
            )
        parts.append(
            part.assign(
                harm=harm,
                sex=sex,
                youngest=pd.to_numeric(ages[0]).astype("int64"),
                oldest=pd.to_numeric(ages[1]).astype("Int64"),
            )
        )
    table = pd.concat(parts, ignore_index=True)
    if table.empty:
        return empty(SurveyPrevalence)
    table = table.rename(columns={"share_pct": "prevalence_pct"}).assign(
        lower_pct=float("nan"), upper_pct=float("nan"), method=NO_INTERVAL
    )
    return checked(SurveyPrevalence, table, "Crime Survey indicators")


def _with_breaks(rows):
    """Return `rows` with `series_break` and `break_reason`, in order of line and year."""
    rows = rows.sort_values([*LINE, "year"], kind="stable", ignore_index=True)
    on_line = ~rows["years_together"] & (rows["status"] == SHOWN)
    shown = rows[on_line]
    first = shown["year"].str[:4].astype("int64")
    before = first.groupby([shown[name] for name in LINE], sort=False).shift()
    gap = before.notna() & (first - before > 1)
    reasons = pd.Series("", rows.index)
    said = [
        f"No figure for {_years(int(earlier) + 1, int(later))}" if cut else ""
        for earlier, later, cut in zip(before.fillna(-1), first, gap, strict=True)
    ]
    reasons[shown.index] = said
    for listed in _listed_breaks():
        # A break in a year without a figure is between the points on either side of it.
        crossed = before.notna() & (before < int(listed["first_year_after"][:4]))
        crossed &= first >= int(listed["first_year_after"][:4])
        crossed &= shown["indicator"].eq(listed["indicator"])
        crossed &= shown["series"].str.startswith(listed["series_begins_with"])
        which = crossed.index[crossed]
        joint = reasons[which].where(reasons[which] == "", reasons[which] + ". ")
        reasons[which] = joint + listed["reason"]
    return rows.assign(series_break=reasons != "", break_reason=reasons)


def _years(first, end):
    """Return the financial years from one that begins in `first` to the one before `end`, in words."""
    names = [f"{year}/{(year + 1) % 100:02d}" for year in (first, end - 1)]
    return names[0] if names[0] == names[1] else f"{names[0]} to {names[1]}"
