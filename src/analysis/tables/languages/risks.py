"""What was said of who may be at risk or out of reach: each item with its source, date and who said so.

Two files: data/reference/risk_items.csv holds items of official documents, with the words; the office's
own items lie in data/local/risk_items.csv, which `vna template risk_items` makes.
"""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError, nearest
from analysis.sources.files import SourceFile, read_csv
from analysis.sources.reading import exactly
from analysis.tables import listed
from analysis.tables.declaration import Declaration, checked
from analysis.tables.declared import table
from analysis.tables.languages.reference import CROSSWALK, language_crosswalk, named, nationalities
from analysis.tables.office import log_table

NAME = "risk_items"
FILE = "risk_items.csv"
NATIONAL = "England and Wales"
OFFICE = "the office's own"
# The words of the log, and the reason code that each gives.
KINDS = {
    "referral mechanism": "RISK_NRM",
    "duty to notify": "RISK_DTN",
    "provider caseload": "RISK_DA",
    "advisory group": "RISK_IAG",
    "outreach": "RISK_OUTREACH",
    "interpreter demand": "INTERPRETER_DEMAND",
    "official document": "RISK_NAMED",
    "arrivals since the census": "NEW",
}
STRENGTHS = ("strong", "weak")
REQUIRED = ("area", "kind", "date", "source", "said_by", "strength", "official_count")


class RiskItems(Declaration, status=False):
    """One item a row: what it says is in `reason`, the code of the decision; `recorded_in` names the file.

    `about` is "here" for an item of the area itself and "everywhere" for one of the whole country. It
    has a language or a nationality, the other is "".
    """

    reason: str = pa.Field(isin=tuple(KINDS.values()))
    about: str = pa.Field(isin=("here", "everywhere"))
    language: str
    nationality: str
    date: pd.Timestamp
    source: str = pa.Field(str_length={"min_value": 1})
    said_by: str = pa.Field(str_length={"min_value": 1})
    strength: str = pa.Field(isin=STRENGTHS)
    official_count: bool
    quote: str
    recorded_in: str


@table("What was said of risk and reach", "an item", kept=True)
def risk_items(area: str, until: pd.Timestamp | str | None = None) -> pd.DataFrame:
    """Return `RiskItems` of an area: those of official documents, then the office's own.

    Raises InputError for an item without source, date, strength or who said so, with neither a language
    nor a nationality or with both, for a language or nationality that is not known, and for one of the
    office that is dated after the day `until`, where one is given.
    """
    found = areas.area(area)
    every = official(settings.data("reference", FILE))
    # An invented county is never shown with what was said of a real one.
    here = every["area"] == found.slug
    everywhere = (every["area"] == NATIONAL) & (not found.invented)
    kept = every.assign(about=here.map({True: "here", False: "everywhere"}))[here | everywhere]
    own = _own(found, until)
    rows = kept if own is None else pd.concat([kept, own], ignore_index=True)
    rows = rows.assign(date=pd.to_datetime(rows["date"]).astype("datetime64[us]"))
    rows = rows.astype({"official_count": bool})
    return checked(RiskItems, rows, FILE)


def official(path: Path) -> pd.DataFrame:
    """Return the items of official documents of every area, checked."""
    frame = read_csv(SourceFile(path))
    exactly(path, frame.columns, (*REQUIRED, "language", "nationality", "quote"))
    for column in REQUIRED:
        blank = frame[column].str.strip() == ""
        listed.refuse(
            frame,
            blank,
            path.name,
            f'an item without "{column}" has no author. Fill it in, or take the item out',
        )
    listed.one_of(frame, "area", [NATIONAL, *listed.slugs()], path.name, "the short name of an area")
    for column, known in (("kind", KINDS), ("strength", STRENGTHS), ("official_count", ("yes", "no"))):
        listed.one_of(frame, column, tuple(known), path.name)
    both = frame["language"].ne("") == frame["nationality"].ne("")
    listed.refuse(frame, both, path.name, "an item names a language or a nationality, one of the two")
    languages = [_language(row, f"{path.name}, row {at + 2}") for at, row in frame.iterrows()]
    return listed.days(frame, ["date"], path.name).assign(
        language=languages,
        reason=frame["kind"].map(KINDS),
        official_count=frame["official_count"] == "yes",
        recorded_in=f"data/reference/{FILE}",
    )


def _language(row, where):
    """Return the language of an item under its census name; its nationality is looked at as well."""
    if row["language"]:
        return named(row["language"], f'{where}, language: "{row["language"]}"')
    if not nationalities(row["nationality"], f"{where}: the nationality"):
        raise InputError(f'{where}: "{row["nationality"]}" is not a nationality with a known language.')
    return ""


def _own(area, until):
    """Return the office's own items, None where it keeps none. No message holds what a cell says."""
    log = log_table.if_kept(area, NAME)
    if log is None:
        return None
    rows = log.frame
    if until is not None:
        log.refuse(
            rows["date"] > pd.Timestamp(until),
            f"the date is after the day of decision, {pd.Timestamp(until):%d %B %Y}: nobody can have said it "
            "yet. Correct the column date.",
        )
    log.refuse(
        rows["language"].notna() == rows["nationality"].notna(),
        "names a language or a nationality, one of the two.",
    )
    unknown = [pd.notna(text) and not _known(text) for text in rows["nationality"]]
    wrong = [text for text, lost in zip(rows["nationality"], unknown, strict=True) if lost]
    # The nearest name is one of the list, and nothing of the cell.
    hint = nearest(wrong[0], language_crosswalk()["nationality"].unique()) if wrong else ""
    log.refuse(
        unknown,
        "the nationality is none from which a language follows in data/reference/"
        f"{CROSSWALK}. {hint}".rstrip(),
    )
    return rows.assign(
        reason=rows["kind"].map(KINDS),
        about="here",
        language=rows["language"].where(rows["language"].notna(), ""),
        nationality=rows["nationality"].where(rows["nationality"].notna(), ""),
        official_count=(rows["official_count"] == "yes").to_numpy(dtype=bool),
        quote="",
        recorded_in=OFFICE,
    ).reset_index(drop=True)


def _known(nationality):
    try:
        return bool(nationalities(nationality))
    except InputError:
        return False
