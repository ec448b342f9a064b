"""What an area claims of an item that an official document asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydantic

from analysis import areas
from analysis.errors import InputError
from analysis.tables import listed
from analysis.toml_file import DayOrBlank, Entry, Text

if TYPE_CHECKING:
    from analysis.tables.registers.recommendations import Item


COMPLETED = "Completed"
NO_CLAIM = "no claim of this area is known: nothing was published, or nobody has entered it"
CLAIMED = "as claimed, evidenced and viewed; nothing is worked out"


class Claim(Entry):
    """What an area claims of an item, the evidence it names, and an independent view."""

    claim: Text
    claimed_by: Text
    claimed_on: listed.Day
    source: Text
    evidence: listed.TextOrBlank
    evidence_on: DayOrBlank = None
    also_said: listed.TextOrBlank
    independent_view: listed.TextOrBlank = None
    view_by: listed.TextOrBlank = None
    view_on: DayOrBlank = None
    owner: str
    next_on: DayOrBlank = None
    done_on: DayOrBlank = None

    @pydantic.model_validator(mode="after")
    def _whole(self):
        for text, day in (("evidence", "evidence_on"), ("independent_view", "view_on")):
            if bool(getattr(self, text)) != bool(getattr(self, day)):
                raise ValueError(f'"{text}" and "{day}" go together. Give both, or neither.')
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


def declared(name: str, entry: Any) -> Any:
    """Return the declaration of a register: the fields of its `entry`, then those of a claim."""
    more = dict.fromkeys(("item_kind", "item", "method"), listed.TEXT)
    return listed.declared(
        name, entry, Claim, without=("areas",), blank=Claim.model_fields, unique=["item"], **more
    )


def rows(area: str, file: str, kind: str, items: dict, asked_here: dict[str, Item] | list[str]) -> list[dict]:
    """Return a row (dict) for each of the `items` of a register that an area is asked, with its claim.

    `items` is {number: entry of the file}; `asked_here` has the numbers of those that the area is asked.
    Raises InputError for a claim of a number that is not among the items, or that the area is not asked.
    """
    slug = areas.area(area).slug
    claims = listed.entries(dict[listed.Slug, dict[str, Claim]], file, "claims")
    for claimant, claimed in claims.items():
        for number in claimed:
            if number not in items:
                raise InputError(
                    f"{file}, [claims.{claimant}]: found '{number}', which is no {kind} of the file."
                )
    claims_here = claims.get(slug, {})
    for number in items:
        if number in claims_here and number not in asked_here:
            raise InputError(
                f"{file}, item {number}: {slug} claims something of it, and is not among its areas. Add it "
                "there."
            )
    return [
        {"item_kind": kind, "item": f"{kind} {number}"}
        | items[number].model_dump()
        | _claimed(claims_here.get(number))
        for number in asked_here
    ]


def _claimed(claim):
    """Return the columns of a claim, blank where the area made none that is known."""
    if claim is None:
        return dict.fromkeys(Claim.model_fields) | {"method": NO_CLAIM, "status": "not available"}
    return claim.model_dump() | {"method": CLAIMED, "status": "shown"}
