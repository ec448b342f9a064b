"""The catalogue: one card per source file, and the only list of sources."""

import functools
import re
from typing import Annotated, Literal

import pydantic

from analysis import settings, toml_file
from analysis.errors import refuse_unknown

EXTRACT = "extract"  # the office's own: read through columns.toml, and by nothing else
LOG = "log"  # kept by the office by hand: read by its name from the office's own folder
REFERENCE = "reference"  # written for this project: it lies in data/reference, whatever folder is read
# Months from one edition of a source to the next; what has no rhythm does not grow old.
CADENCES = {"monthly": 1, "quarterly": 3, "yearly": 12, "ten-yearly": 120, "irregular": None}
# For so many cadences after the next edition was due a figure stays a finding, and is called late.
LATE_FOR = 2
# How a file is got from its publisher, and what a card says for that: {route: (must say, may say)}.
ROUTES = {
    "file": ((), ("address", "name")),
    "landing_page": ((), ("editions", "match")),
    "sheet": (("card", "sheet"), ()),
    "data_set": ((), ()),
    "nomis_zip": ((), ()),
    "nomis_pages": (("dataset", "dimension", "levels"), ()),
    "custom_table": (("area_type", "dimensions", "name"), ("of_area", "headings")),
    "geography_pages": (("service", "fields", "name"), ("only", "like")),
    "geography_export": (("item", "name"), ()),
    "police_archive": ((), ()),
    "police_teams": ((), ()),
}


class Route(toml_file.Entry, extra="allow"):
    """One way to a card's file: its name in ROUTES, and beside it what the card says for it."""

    by: Literal[tuple(ROUTES)]

    @property
    def says(self):
        """Return what the card says for it, a dict."""
        return self.model_extra

    @pydantic.model_validator(mode="after")
    def _says_what_it_must(self):
        must, may = ROUTES[self.by]
        if not set(must) <= set(self.says) <= {*must, *may}:
            raise ValueError(
                f"found {self.by} with {', '.join(self.says) or 'nothing'}, expected "
                f"{', '.join(must) or 'nothing'} and perhaps {', '.join(may) or 'nothing'}."
            )
        return self


class Card(toml_file.Entry):
    """One source file: what it is, where it comes from, on what terms, and how it is recognised.

    `id` is the name of its table. `pattern` is matched with a file's bare name; its `{part}` stands for the
    area level, the force or the district that the publisher splits the table by. `identified_by` holds
    alternatives: each a list of texts that must all begin a heading (csv), name a property (geojson),
    appear in a sheet's title (workbook) or in the name of a file inside (zip, read whole). `period_from` says
    where a file's period is read ("fixed", "name", "title", or "rows": the newest of those in it) and
    `period_match` with what expression, which has the parts of the period in brackets. `published_after` is
    about how many months after its end a period is published: a publisher's card with a cadence says it.
    `ended` is the last period that there will be, of a series that its publisher gave up. `told_by` is "name"
    where headings alone could be another table's. `elsewhere` says that its figures are not of the area: an
    invented one has the same. How a figure ages by these is told in `analysis.sources.ages`. `routes` are the
    ways to fetch it, tried in that order; a card without one says in `not_fetched` why, and `unconfirmed`
    what about them nobody has seen yet.
    """

    id: str
    title: str
    publisher: str
    page: str
    address: str
    period: str
    geography: str
    vintage: str
    licence_received: str
    licence_published: str
    attribution: str
    sensitivity: Literal["open", "aggregate", "restricted"]
    kind: Literal["csv", "geojson", "workbook", "csv or workbook", "zip", EXTRACT, LOG, REFERENCE]
    pattern: toml_file.SomeTexts
    identified_by: Annotated[tuple[toml_file.SomeTexts, ...], pydantic.Field(strict=False, min_length=1)]
    cadence: Literal[tuple(CADENCES)]
    published_after: Annotated[int, pydantic.Field(ge=0, le=24)] | None = None
    ended: str = ""
    quality: str
    suitability: str
    period_from: Literal["fixed", "name", "title", "rows"] = "fixed"
    period_match: Annotated[str, pydantic.Field(validate_default=True)] = ""
    told_by: Literal["content", "name"] = "content"
    elsewhere: bool = False
    routes: Annotated[tuple[Route, ...], toml_file.Listed] = ()
    not_fetched: str = ""
    unconfirmed: str = ""

    @property
    def current_for(self):
        """Return the age in months up to which its figures are current; None: they do not grow old."""
        months = CADENCES[self.cadence]
        return None if months is None else months + (self.published_after or 0)

    @property
    def late_for(self):
        """Return the age in months up to which its figures are late, and still findings, or None."""
        months = CADENCES[self.cadence]
        return None if months is None else self.current_for + LATE_FOR * months

    @pydantic.model_validator(mode="after")
    def _says_when_it_is_published(self):
        has_rhythm = CADENCES[self.cadence] is not None
        if self.kind not in (EXTRACT, LOG, REFERENCE) and has_rhythm and self.published_after is None:
            raise ValueError(
                f"found no published_after, expected about how many months after its end a period of a "
                f"{self.cadence} source is published."
            )
        return self

    @pydantic.field_validator("period_match")
    @classmethod
    def _finds_the_parts(cls, match, others):
        try:
            parts = re.compile(match).groups
        except re.error:
            parts = 0
        if others.data.get("period_from") != "fixed" and not parts:
            raise ValueError(f"found {match!r}, expected an expression with the parts in brackets.")
        return match


def read_catalogue(path):
    """Return the cards of the catalogue at `path`, by id.

    Raises InputError naming card, field, what was found and what was wanted.
    """
    entries = toml_file.read(path, "The catalogue is the list of all sources.")
    return toml_file.named(Card, entries, path.name, "id")


@functools.cache
def catalogue():
    """Return the project's cards by id."""
    return read_catalogue(settings.data("catalogue.toml"))


def card(name):
    """Return the card called `name`.

    Raises InputError with the nearest name when there is none.
    """
    refuse_unknown(name, catalogue(), f'No card "{name}" in data/catalogue.toml.')
    return catalogue()[name]
