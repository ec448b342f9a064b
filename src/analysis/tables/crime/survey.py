"""Crime Survey indicators for England and Wales, with every break in their series marked (ONS)."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.sources.survey_abuse_tables import abuse_prevalence
from analysis.sources.survey_indicators import ALL_KINDS, EVERYBODY, SHOWN, survey_indicator
from analysis.states import STATES
from analysis.tables import lookups
from analysis.tables.declaration import Declaration, checked, columns
from analysis.tables.declared import table

# What a rate of the last twelve months is of, and of whom: (indicator, beginning of its series) -> both.
PREVALENCE = {
    ("survey_partner_abuse", "Women"): ("Partner abuse", "women"),
    ("survey_family_sexual_violence", ""): ("Sexual violence or stalking by a family member", "women"),
    ("survey_violence", "(a) Physical violence"): ("Physical violence", "people"),
    ("survey_violence", "(c) Sexual violence"): ("Sexual violence", "people"),
}
WOMEN = "Sex: Female"
NO_INTERVAL = "not given: the publisher's file has no margin of error and not how many people were asked"
LINE = ["indicator", "series", "kind"]
APPENDIX = "survey_abuse_tables"
RATE = ["harm", "sex", "youngest", "oldest", "year", "region_code"]


class SurveyPrevalence(Declaration, unique=["harm", "kind", "sex", "youngest", "oldest", "year"]):
    """Percentage of adults harmed in the last twelve months, England and Wales, everybody of the ages asked.

    `oldest` is missing where there was no upper age limit. Where the file has no interval `lower_pct` and
    `upper_pct` are missing, and `method` says why.
    """

    indicator: str
    harm: str
    kind: str
    sex: str = pa.Field(isin=("women", "people"))
    youngest: int = pa.Field(ge=16)
    oldest: pd.Int64Dtype = pa.Field(nullable=True)
    year: str = pa.Field(matches=r"^20[0-9][0-9]/[0-9][0-9]$")
    prevalence_pct: float = pa.Field(ge=0, le=100, nullable=True)
    lower_pct: float = pa.Field(nullable=True)
    upper_pct: float = pa.Field(nullable=True)
    method: str
    status: str = pa.Field(isin=STATES)
    reason: str
    series_break: bool
    break_reason: str


class SurveyRates(Declaration, unique=RATE):
    """Percentage of adults harmed in the last twelve months, all kinds, by region and in the whole country.

    `region_code` is "" for England and Wales. `oldest` is missing where there was no upper age limit. Rates
    of several years put together are left out. No margin of error is published with any of them. Where the
    indicators and the appendix tables have the same rate, it is the indicator's, which is not rounded; of two
    editions of the appendix tables it is the newer's. A figure goes before none.
    """

    harm: str
    sex: str = pa.Field(isin=("women", "people"))
    youngest: int = pa.Field(ge=16)
    oldest: pd.Int64Dtype = pa.Field(nullable=True)
    year: str = pa.Field(matches=r"^20[0-9][0-9]/[0-9][0-9]$")
    region_code: str = pa.Field(matches=r"^$|^(E12|W92)[0-9]{6}$")
    region: str
    prevalence_pct: float = pa.Field(ge=0, le=100, nullable=True)
    status: str = pa.Field(isin=STATES)
    reason: str


@table(
    "Share of adults who met with abuse in a year",
    "a harm, sex, age and year",
    ["survey_partner_abuse", "survey_family_sexual_violence", "survey_violence"],
    shared=True,
)
@table(
    "Share of women abused by a partner in a year",
    "an age and year",
    ["survey_partner_abuse"],
    name="survey_partner_abuse",
    shared=True,
    harms=("Partner abuse",),
)
def survey_prevalence(area: str, harms: tuple = ()) -> pd.DataFrame:
    """Return `SurveyPrevalence`: the national rates of all `harms` or some, with breaks in their series."""
    parts = [
        part.assign(lower_pct=float("nan"), upper_pct=float("nan"), method=NO_INTERVAL)
        for part in _of_harm(area, national_lines)
    ]
    return _of(harms, checked(SurveyPrevalence, parts, "Crime Survey indicators"))


@table(
    "Survey rates of the country and its regions",
    "a harm, sex, age, year and region",
    ["survey_partner_abuse", "survey_family_sexual_violence", "survey_violence", "survey_abuse_tables"],
    shared=True,
)
@table(
    "Survey rates of partner abuse, the country and its regions",
    "a sex, age, year and region",
    ["survey_partner_abuse"],
    name="survey_rates_of_partner_abuse",
    shared=True,
    harms=("Partner abuse",),
)
@table(
    "Survey rates of sexual violence, the country and its regions",
    "a sex, age, year and region",
    ["survey_violence"],
    name="survey_rates_of_sexual_violence",
    shared=True,
    harms=("Sexual violence",),
)
@table(
    "Survey rates of domestic abuse and stalking, the country and its regions",
    "a harm, sex, age, year and region",
    ["survey_abuse_tables"],
    name="survey_rates_of_domestic_abuse",
    shared=True,
    harms=("Any domestic abuse", "Stalking", "Domestic stalking"),
)
def survey_rates(area: str, harms: tuple = ()) -> pd.DataFrame:
    """Return `SurveyRates`, of all `harms` or some: what the range of expected victims is learnt from.

    A rate of those asked stands for residents of a place only by assumption: it is of private households, and
    of regions, for the survey asks too few people in a police force area.
    """
    parts = [
        part.assign(sex=part["sex"].where(part["people"] == EVERYBODY, "women"))
        for part in _of_harm(area, _by_region)
    ]
    editions = _of_appendix_tables(area)
    if editions:
        numbered = [part.assign(edition=0) for part in parts]
        numbered += [part.assign(edition=number) for number, part in enumerate(editions, start=1)]
        every = pd.concat([part[[*columns(SurveyRates), "edition"]] for part in numbered], ignore_index=True)
        preferred = every.loc[every["status"].ne(SHOWN).sort_values(kind="stable").index]
        first = preferred.groupby(RATE, dropna=False)["edition"].transform("first")
        parts = [every[every["edition"].eq(first)]]
    return _of(harms, checked(SurveyRates, parts, "Crime Survey indicators and appendix tables"))


def _of(harms, rows):
    return rows[rows["harm"].isin(harms)].reset_index(drop=True) if harms else rows


def _of_appendix_tables(area):
    """Return the rates of women and of all people in each edition of the appendix tables, newest first."""
    _, inventory = lookups.opened(area)
    every = [abuse_prevalence(item.file).frame for item in reversed(inventory.find(APPENDIX))]
    return [
        rates[rates["sex"].isin(["women", "people"])].rename(columns={"share_pct": "prevalence_pct"})
        for rates in every
    ]


def _of_harm(area, rows_of):
    """Yield for each harm of `PREVALENCE` its rows out of those that `rows_of` picks, with ages and sex."""
    _, inventory = lookups.opened(area)
    for (card, beginning), (harm, sex) in PREVALENCE.items():
        for item in inventory.find(card):
            rows = rows_of(survey_indicator(item.file).frame)
            part = rows[rows["series"].str.startswith(beginning)]
            ages = part["series"].str.extract(r"\b([0-9][0-9])(?: to ([0-9][0-9])| and over)\s*$")
            strange = part.loc[ages[0].isna(), "series"]
            if len(strange):
                raise InputError(
                    f'{item.file.name}: series "{strange.iloc[0]}" does not end with the ages asked, such as '
                    "16 to 59 or 16 and over. Download the file again."
                )
            youngest, oldest = pd.to_numeric(ages[0]), pd.to_numeric(ages[1]).astype("Int64")
            part = part.assign(harm=harm, sex=sex, youngest=youngest.astype("int64"), oldest=oldest)
            yield part.rename(columns={"share_pct": "prevalence_pct"})


def national_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the national rows of an indicator about everybody, a year each, with every break in a line."""
    return _with_breaks(rows[_single(rows) & rows["people"].eq(EVERYBODY) & rows["region_code"].eq("")])


def _by_region(rows):
    """Return the rows of all kinds about everybody and about women, a year each, national ones too."""
    return rows[_single(rows) & rows["kind"].eq(ALL_KINDS) & rows["people"].isin([EVERYBODY, WOMEN])]


def _single(rows):
    """Tell of each row whether it is of one year, else of several put together."""
    return rows["year"].str.fullmatch(r"[0-9]{4}/[0-9][0-9]")


def _with_breaks(rows):
    """Return `rows` with `series_break` and `break_reason`, in order of line and year."""
    rows = rows.sort_values([*LINE, "year"], kind="stable", ignore_index=True)
    shown = rows[rows["status"] == SHOWN]
    first = shown["year"].str[:4].astype("int64")
    before = first.groupby([shown[name] for name in LINE], sort=False).shift()
    gap = before.notna() & (first - before > 1)
    reasons = pd.Series("", rows.index)
    said = [
        f"No figure for {_years(int(earlier) + 1, int(later))}" if cut else ""
        for earlier, later, cut in zip(before.fillna(-1), first, gap, strict=True)
    ]
    reasons[shown.index] = said
    for listed in areas.reference("survey_breaks.csv"):
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
