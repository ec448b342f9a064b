"""The recommendations and the terms of reference, and what an area claims of each."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked, empty

FILE, TERMS_FILE = "recommendations.toml", "terms_of_reference.toml"
RECOMMENDATION, TERM = "recommendation", "terms of reference"
OF_ITEM = ("addressee", "asks", "question", "measures")
MORE_OF_TERM = ("listed_under", "open_data", "local_data", "known_limit")
OF_AREAS = {RECOMMENDATION: (), TERM: ("areas",)}  # a term is of the areas that it names
OF_CLAIM = ("claim", "claimed_by", "claimed_on", "source", "evidence", "also_said", "owner")
MORE_OF_CLAIM = ("evidence_on", "independent_view", "view_by", "view_on", "next_on", "done_on")
DAYS = ("due_on", "claimed_on", "evidence_on", "view_on", "next_on", "done_on")
COMPLETED = "Completed"
NO_CLAIM = "no claim of this area is known: nothing was published, or nobody has entered it"


class Register(Declaration):
    """An item a row, with what the area claims, the evidence it names, and an independent view: three fields.

    `also_said` is what the claimant's own document says beside the claim and that does not agree with it, or
    limits it. Nothing is made of the two. `status` is "not available" where no claim of the area is known.
    """

    item_kind: str = pa.Field(isin=(RECOMMENDATION, TERM))
    item: str = pa.Field(unique=True)
    addressee: str
    asks: str
    question: str
    measures: str
    due_on: pd.Timestamp = pa.Field(nullable=True)
    claim: str = pa.Field(nullable=True)
    claimed_by: str = pa.Field(nullable=True)
    claimed_on: pd.Timestamp = pa.Field(nullable=True)
    source: str = pa.Field(nullable=True)
    evidence: str = pa.Field(nullable=True)
    evidence_on: pd.Timestamp = pa.Field(nullable=True)
    also_said: str = pa.Field(nullable=True)
    independent_view: str = pa.Field(nullable=True)
    view_by: str = pa.Field(nullable=True)
    view_on: pd.Timestamp = pa.Field(nullable=True)
    owner: str = pa.Field(nullable=True)
    next_on: pd.Timestamp = pa.Field(nullable=True)
    done_on: pd.Timestamp = pa.Field(nullable=True)
    method: str
    status: str = pa.Field(isin=STATES)


class TermsOfReference(Register):
    """The register's columns, and which figures can answer a term of reference and which cannot."""

    listed_under: str
    open_data: str
    local_data: str
    known_limit: str


def load(area):
    """Return `Register` of the eight recommendations for an area.

    Raises InputError naming file and entry: for a measure that does not exist, a claim without its day or its
    source, evidence or a view without a day, a view of nobody, and a day that is none.
    """
    return checked(Register, _rows(area, FILE, "recommendation", RECOMMENDATION, ()), FILE)


def terms_of_reference(area):
    """Return `TermsOfReference` of an area's own assessment, empty where it has none that is known.

    Raises InputError as `load` does, and for terms of an area that does not exist.
    """
    rows = _rows(area, TERMS_FILE, "item", TERM, MORE_OF_TERM)
    return empty(TermsOfReference) if rows.empty else checked(TermsOfReference, rows, TERMS_FILE)


def _rows(area, file, table, kind, more):
    slug = areas.area(area).slug
    path, given = register_files.content(file)
    claims = given.get("claims", {})
    known = {one.slug for one in (*areas.all_areas(), *areas.all_areas(invented=True))}
    for name, claimed in claims.items():
        register_files.one_of(f"{path.name}, claims", "area", name, sorted(known))
        for number in claimed:
            register_files.one_of(f"{path.name}, claims of {name}", table, number, list(given[table]))
    rows = []
    for number, entry in given[table].items():
        place = f"{path.name}, {table} {number}"
        register_files.whole(place, entry, (*OF_ITEM, *more, *OF_AREAS[kind]), ("due_on",))
        for name in entry.get("areas", ()):
            register_files.one_of(place, "area", name, sorted(known))
        row = {name: entry[name] for name in (*OF_ITEM[:3], *more)}
        row |= {"item_kind": kind, "item": f"{kind} {number}"}
        row["measures"] = register_files.measures_of(place, entry)
        row["due_on"] = register_files.day(place, entry, "due_on")
        claim = claims.get(slug, {}).get(number)
        row |= _without() if claim is None else _claim(f"{place}, claims of {slug}", claim)
        if slug in entry.get("areas", (slug,)):
            rows.append(row)
        elif claim is not None:
            raise InputError(
                f"{place}: {slug} claims something of it, and is not among its areas. Add it there."
            )
    frame = pd.DataFrame(rows, columns=None if rows else DAYS)
    return frame.assign(**{name: frame[name].astype("datetime64[us]") for name in DAYS})


def _claim(place, entry):
    register_files.whole(place, entry, OF_CLAIM, MORE_OF_CLAIM)
    for key in ("claim", "claimed_by", "claimed_on", "source"):
        if not entry[key].strip():
            raise InputError(
                f'{place}: "{key}" is blank. A claim has who made it, when, and where it stands.'
            )
    days = {name: register_files.day(place, entry, name) for name in DAYS[1:]}
    for what, when in (("evidence", "evidence_on"), ("independent_view", "view_on")):
        if bool(entry.get(what, "").strip()) != bool(entry.get(when, "")):
            raise InputError(f'{place}: "{what}" and "{when}" go together. Give both, or neither.')
    if bool(entry.get("independent_view", "")) != bool(entry.get("view_by", "")):
        raise InputError(
            f'{place}: an independent view needs an author. Fill in "view_by", or leave both out.'
        )
    if entry.get("view_by") and entry["view_by"] == entry["claimed_by"]:
        raise InputError(f"{place}: the view is of the body that made the claim, and is not independent.")
    if entry.get("done_on") and (entry["claim"] != COMPLETED or entry["done_on"] > entry["claimed_on"]):
        raise InputError(
            f'{place}: "done_on" says that it was done, and "claim" does not say {COMPLETED} on that day or '
            "later. Correct one of them."
        )
    words = {name: entry.get(name) or None for name in (*OF_CLAIM, "independent_view", "view_by")}
    return (
        words
        | days
        | {"method": "as claimed, evidenced and viewed; nothing is worked out", "status": "shown"}
    )


def _without():
    blank = dict.fromkeys((*OF_CLAIM, *MORE_OF_CLAIM)) | dict.fromkeys(DAYS[1:], pd.NaT)
    return blank | {"method": NO_CLAIM, "status": "not available"}
