"""The catalogue: one card per source file, and the only list of sources."""

import dataclasses
import functools
import re
from dataclasses import dataclass, fields

from analysis import settings, toml_file
from analysis.errors import InputError, nearest

SENSITIVITIES = ("open", "aggregate", "restricted")
EXTRACT = "extract"  # the office's own: read through columns.toml, and by nothing else
LOG = "log"  # kept by the office by hand: read by its name from the office's own folder
REFERENCE = "reference"  # written for this project: it lies in data/reference, whatever folder is read
KINDS = ("csv", "geojson", "workbook", "csv or workbook", EXTRACT, LOG, REFERENCE)
# Months from one edition of a source to the next; what has no rhythm does not grow old.
CADENCES = {"monthly": 1, "quarterly": 3, "yearly": 12, "ten-yearly": 120, "irregular": None}
EDITIONS = 2  # figures older than so many cadences are not findings
TOLD_BY = ("content", "name")
PERIOD_SOURCES = ("fixed", "name", "title", "rows")
# How a file is got from its publisher, and what a card says for that: {route: (must say, may say)}.
ROUTES = {
    "file": ((), ("address", "name")),
    "landing_page": ((), ("editions", "match")),
    "nomis_zip": ((), ()),
    "nomis_pages": (("dataset", "dimension", "levels"), ()),
    "custom_table": (("area_type", "dimensions", "name"), ("of_area", "headings")),
    "geography_pages": (("service", "fields", "name"), ("only",)),
    "geography_export": (("item", "name"), ()),
    "police_archive": ((), ()),
    "police_teams": ((), ()),
}


@dataclass(frozen=True)
class Route:
    """One way to a card's file: its name in ROUTES, and what the card says for it."""

    by: str
    says: dict = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Card:
    """One source file: what it is, where it comes from, on what terms, and how it is recognised.

    `pattern` is matched with a file's bare name; its `{part}` stands for the area level, the force
    or the district that the publisher splits the table by. `identified_by` holds alternatives: each a
    list of texts that must all begin a heading (csv), name a property (geojson) or appear in a
    sheet's title (workbook). `period_from` says where a file's period is read ("fixed",
    "name", "title", or "rows": the newest of those in it) and `period_match` with what expression.
    `told_by` is "name" where headings alone could be another table's. Two `CADENCES` after its period a
    file is stale. `routes` are the ways to fetch it, tried in that order; a card without one says in
    `not_fetched` why, and `unconfirmed` says what about them nobody has seen yet.
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
    sensitivity: str
    kind: str
    pattern: tuple
    identified_by: tuple
    cadence: str
    quality: str
    suitability: str
    period_from: str = "fixed"
    period_match: str = ""
    told_by: str = "content"
    routes: tuple = ()
    not_fetched: str = ""
    unconfirmed: str = ""

    @property
    def licence(self):
        """Return the licence under which figures made from it are published."""
        return self.licence_published

    @property
    def stale_after_months(self):
        """Return the age in months beyond which its figures are not findings, or None."""
        months = CADENCES[self.cadence]
        return None if months is None else EDITIONS * months


def _card(name, entry, path):
    wanted = {one.name for one in fields(Card)}

    def refuse(field, found, expected):
        raise InputError(f'{path.name}, card "{name}", field "{field}": found {found}, expected {expected}.')

    if not isinstance(entry, dict):
        refuse("", repr(entry), "a table of fields")
    for field in entry:
        if field not in wanted or field == "id":
            raise InputError(
                f'{path.name}, card "{name}": unknown field "{field}". {nearest(field, wanted)}'.rstrip()
            )
    optional = {"id", "period_from", "period_match", "told_by", "routes", "not_fetched", "unconfirmed"}
    for field in wanted:
        if field not in entry and field not in optional:
            refuse(field, "nothing", "a value")
    for field in ("pattern", "identified_by"):
        if not isinstance(entry[field], list) or not entry[field]:
            refuse(field, repr(entry[field]), "a list with at least one entry")
    if not all(isinstance(text, str) for text in entry["pattern"]):
        refuse("pattern", repr(entry["pattern"]), "a list of file names in quotation marks")
    for texts in entry["identified_by"]:
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            refuse("identified_by", repr(texts), "a list of texts that must all be found")
    for field, allowed in (
        ("sensitivity", SENSITIVITIES),
        ("kind", KINDS),
        ("cadence", tuple(CADENCES)),
        ("period_from", PERIOD_SOURCES),
        ("told_by", TOLD_BY),
    ):
        if entry.get(field, allowed[0]) not in allowed:
            refuse(field, repr(entry[field]), f"one of {', '.join(allowed)}")
    for field in wanted - {"id", "pattern", "identified_by", "routes"}:
        if not isinstance(entry.get(field, ""), str):
            refuse(field, repr(entry[field]), "text in quotation marks")
    if entry.get("period_from", "fixed") != "fixed":
        match = entry.get("period_match", "")
        try:
            parts = re.compile(match).groups
        except re.error:
            parts = 0
        if not parts:
            refuse("period_match", repr(match), "an expression with the parts of the period in brackets")
    values = dict(
        entry,
        pattern=tuple(entry["pattern"]),
        identified_by=tuple(map(tuple, entry["identified_by"])),
        routes=tuple(_route(one, refuse) for one in entry.get("routes", ())),
    )
    return Card(id=name, **values)


def _route(entry, refuse):
    by = entry.get("by") if isinstance(entry, dict) else None
    if by not in ROUTES:
        refuse("routes", repr(entry), f'a table whose "by" is one of {", ".join(ROUTES)}')
    must, may = ROUTES[by]
    says = {name: value for name, value in entry.items() if name != "by"}
    if not set(must) <= set(says) <= {*must, *may}:
        refuse(
            "routes",
            f"{by} with {', '.join(says) or 'nothing'}",
            f"{', '.join(must) or 'nothing'} and perhaps {', '.join(may) or 'nothing'}",
        )
    return Route(by, says)


def read_catalogue(path):
    """Return the cards of the catalogue at `path`, by id.

    Raises InputError naming card, field, what was found and what was wanted.
    """
    entries = toml_file.read(path, "The catalogue is the list of all sources.")
    return {name: _card(name, entry, path) for name, entry in entries.items()}


@functools.cache
def catalogue():
    """Return the project's cards by id."""
    return read_catalogue(settings.data("catalogue.toml"))


def card(name):
    """Return the card called `name`.

    Raises InputError with the nearest name when there is none.
    """
    try:
        return catalogue()[name]
    except KeyError:
        raise InputError(
            f'No card "{name}" in data/catalogue.toml. {nearest(name, catalogue())}'.rstrip()
        ) from None
