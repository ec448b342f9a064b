"""The recommendations and the terms of reference, and what an area claims of each."""

from typing import Annotated

import pandas as pd
import pandera.pandas as pa
import pydantic

from analysis import areas, toml_file
from analysis.tables import register_files
from analysis.tables.declaration import STATES, Declaration, checked, empty

FILE, TERMS_FILE = "recommendations.toml", "terms_of_reference.toml"
RECOMMENDATION, TERM = "recommendation", "terms of reference"
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


def _known_area(found):
    known = {one.slug for one in (*areas.all_areas(), *areas.all_areas(invented=True))}
    return toml_file.one_of(found, sorted(known))


Area = Annotated[str, pydantic.AfterValidator(_known_area)]


class Item(toml_file.Entry):
    """A recommendation."""

    addressee: str
    asks: str
    question: str
    measures: register_files.MeasuresInOneCell
    due_on: toml_file.DayOrBlank = None


class Term(Item):
    """An item of the terms of reference of the areas that it names."""

    areas: Annotated[tuple[Area, ...], toml_file.Listed]
    listed_under: str
    open_data: str
    local_data: str
    known_limit: str


class Claim(toml_file.Entry):
    """What an area claims of an item: by whom, when and where, with the evidence and any independent view."""

    claim: toml_file.Text
    claimed_by: toml_file.Text
    claimed_on: toml_file.Day
    source: toml_file.Text
    evidence: str
    evidence_on: toml_file.DayOrBlank = None
    also_said: str
    independent_view: str = ""
    view_by: str = ""
    view_on: toml_file.DayOrBlank = None
    owner: str
    next_on: toml_file.DayOrBlank = None
    done_on: toml_file.DayOrBlank = None

    @pydantic.model_validator(mode="after")
    def _whole(self):
        for what, when in (("evidence", "evidence_on"), ("independent_view", "view_on")):
            if bool(getattr(self, what).strip()) != bool(getattr(self, when)):
                raise ValueError(f'"{what}" and "{when}" go together. Give both, or neither.')
        if bool(self.independent_view) != bool(self.view_by):
            raise ValueError('an independent view needs an author. Fill in "view_by", or leave both out.')
        if self.view_by == self.claimed_by:
            raise ValueError("the view is of the body that made the claim, and is not independent.")
        if self.done_on and (self.claim != COMPLETED or self.done_on > self.claimed_on):
            raise ValueError(
                f'"done_on" says that it was done, and "claim" does not say {COMPLETED} on that day or '
                "later. Correct one of them."
            )
        return self


class File(toml_file.Entry):
    """What recommendations.toml holds: items by number, and by area what it claims of each."""

    item: dict[str, Item]
    claims: dict[Area, dict[str, Claim]] = pydantic.Field(default_factory=dict)

    @pydantic.model_validator(mode="after")
    def _claims_are_of_items(self):
        for area, number in ((area, number) for area, claimed in self.claims.items() for number in claimed):
            toml_file.one_of(number, self.item)
            if area not in getattr(self.item[number], "areas", (area,)):
                raise ValueError(
                    f"item {number}: {area} claims something of it, and is not among its areas. Add it there."
                )
        return self


class Terms(File):
    """What terms_of_reference.toml holds."""

    item: dict[str, Term]


def load(area):
    """Return `Register` of the eight recommendations for an area.

    Raises InputError naming file and entry: for a measure that does not exist, a claim without its day or its
    source, evidence or a view without a day, a view of nobody, and a day that is none.
    """
    return checked(Register, _rows(area, FILE, File, RECOMMENDATION), FILE)


def terms_of_reference(area):
    """Return `TermsOfReference` of an area's own assessment, empty where it has none that is known.

    Raises InputError as `load` does, and for terms of an area that does not exist.
    """
    rows = _rows(area, TERMS_FILE, Terms, TERM)
    return empty(TermsOfReference) if rows.empty else checked(TermsOfReference, rows, TERMS_FILE)


def _rows(area, file, model, kind):
    slug = areas.area(area).slug
    given = register_files.content(file, model)
    claims = given.claims.get(slug, {})
    rows = [
        {"item_kind": kind, "item": f"{kind} {number}", **dict(item), **_claim(claims.get(number))}
        for number, item in given.item.items()
        if slug in getattr(item, "areas", (slug,))
    ]
    frame = pd.DataFrame(rows, columns=None if rows else DAYS)
    return frame.astype(dict.fromkeys(DAYS, "datetime64[us]"))


def _claim(claim):
    if claim is None:
        return dict.fromkeys(Claim.model_fields) | {"method": NO_CLAIM, "status": "not available"}
    words = {name: value or None for name, value in claim}
    return words | {"method": "as claimed, evidenced and viewed; nothing is worked out", "status": "shown"}
