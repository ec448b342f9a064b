"""What official documents ask and promise, what is known to be missing, and the measures that answer.

The registers lie in data/reference: entries whole, days that are days, measures that exist.
"""

import inspect
from typing import Annotated, Literal

import pandas as pd
import pandera.pandas as pa
import pydantic

from analysis import areas, settings, sources, toml_file
from analysis.errors import InputError
from analysis.extracts import handover, states
from analysis.sources import ages, backtests, checks
from analysis.sources.catalogue import EXTRACT, LOG, catalogue
from analysis.tables import listed, lookups
from analysis.tables.as_of import day_of_edition
from analysis.tables.declaration import Declaration, checked, columns
from analysis.tables.declared import table
from analysis.toml_file import DayOrBlank, Entry, Text, Texts

__all__ = [
    "commitments",
    "day_of_edition",
    "duties",
    "measure_index",
    "policy_timeline",
    "promises",
    "recommendations",
    "source_states",
    "standing_gaps",
    "terms_of_reference",
    "this_area",
]

# What the rooms offer beside tables: shapes, areas, several tables together, and what is known of them.
BESIDE_TABLES = (
    "boundaries",
    "cards",
    "day_of_edition",
    "evidence",
    "sources",
    "names",
    "released",
    "small_areas",
    "small_areas_of",
)
NATIONAL = "national"
Numbers = Annotated[tuple[int, ...], toml_file.Listed]

MEASURES = "measures.toml"
LISTS = {"chapters": "chapter", "verbs": "verb", "tables": "table", "cards": "card"}
YES, NO, NOT_LOOKED = "yes", "no", "not looked at"


class Measure(Entry):
    """A measure a row: what is counted of what, where, with which interval, how often, and held to what."""

    title: str
    numerator: str
    denominator: str
    geography: str
    interval: str
    refresh: str
    chapters: toml_file.SomeTexts
    oracle: listed.TextOrBlank
    verbs: Texts
    tables: Texts
    cards: Texts


Measures = listed.declared(
    "Measures", Measure, without=("verbs", "tables", "cards"), unique=["measure"], measure=listed.TEXT
)


def _measures():
    return listed.entries(dict[str, Measure], MEASURES)


def _exist(found):
    known = list(_measures())
    for one in found:
        where = f"a measure of data/reference/{MEASURES}, {known[0]} to {known[-1]}"
        toml_file.one_of(one, known, where)
    return found


# A row of a register that leads nowhere answers nothing.
Answers = Annotated[toml_file.SomeTexts, pydantic.AfterValidator(_exist)]


def measure_list(area):
    """Return `Measures`, the same for every area; raises InputError naming the entry that is not whole."""
    areas.area(area)
    rows = [{"measure": name, **entry.model_dump()} for name, entry in _measures().items()]
    return listed.table(Measures, rows, MEASURES)


RECOMMENDATIONS, TERMS = "recommendations.toml", "terms_of_reference.toml"
COMPLETED = "Completed"
NO_CLAIM = "no claim of this area is known: nothing was published, or nobody has entered it"
CLAIMED = "as claimed, evidenced and viewed; nothing is worked out"


class Item(Entry):
    """An item a row, with what the area claims, the evidence it names, and an independent view: three fields.

    `also_said` is what the claimant's own document says beside the claim and that does not agree with it, or
    limits it. Nothing is made of the two. `status` is "not available" where no claim of the area is known.
    """

    addressee: str
    asks: str
    question: str
    measures: Answers
    due_on: DayOrBlank = None


class Term(Item):
    """The register's columns, and which figures can answer a term of reference and which cannot."""

    areas: Annotated[tuple[listed.Slug, ...], toml_file.Listed]
    listed_under: str
    open_data: str
    local_data: str
    known_limit: str


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
        for what, when in (("evidence", "evidence_on"), ("independent_view", "view_on")):
            if bool(getattr(self, what)) != bool(getattr(self, when)):
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


def _register(name, entry):
    more = dict.fromkeys(("item_kind", "item", "method"), listed.TEXT)
    blank = Claim.model_fields
    return listed.declared(name, entry, Claim, without=("areas",), blank=blank, unique=["item"], **more)


Register, TermsOfReference = _register("Register", Item), _register("TermsOfReference", Term)


@table("Recommendations of the super-complaint", "a recommendation", ["registers"])
def recommendations(area):
    """Return `Register` of the eight recommendations for an area.

    Raises InputError naming file and entry: for a measure that does not exist, a claim without its day or its
    source, evidence or a view without a day, a view of nobody, and a day that is none.
    """
    rows = _of_register(area, RECOMMENDATIONS, "recommendation", "recommendation", Item)
    return listed.table(Register, rows, RECOMMENDATIONS)


@table("Terms of reference", "a term", ["registers"])
def terms_of_reference(area):
    """Return `TermsOfReference` of an area's own assessment, empty where it has none that is known.

    Raises InputError as `recommendations` does, and for terms of an area that does not exist.
    """
    rows = _of_register(area, TERMS, "item", "terms of reference", Term)
    return listed.table(TermsOfReference, rows, TERMS)


def _of_register(area, file, table, kind, entry):
    slug, rows = areas.area(area).slug, []
    items = listed.entries(dict[str, entry], file, table)
    claims = listed.entries(dict[listed.Slug, dict[str, Claim]], file, "claims")
    for of, claimed in claims.items():
        for number in claimed:
            if number not in items:
                raise InputError(f"{file}, [claims.{of}]: found '{number}', which is no {kind} of the file.")
    for number, item in items.items():
        claim = claims.get(slug, {}).get(number)
        here = slug in item.areas if isinstance(item, Term) else True
        if claim is not None and not here:
            raise InputError(
                f"{file}, item {number}: {slug} claims something of it, and is not among its areas. Add it "
                "there."
            )
        if here:
            row = {"item_kind": kind, "item": f"{kind} {number}", **item.model_dump()}
            row |= claim.model_dump() if claim else dict.fromkeys(Claim.model_fields)
            row |= {"method": CLAIMED, "status": "shown"} if claim else {}
            rows.append({"method": NO_CLAIM, "status": "not available", **row})
    return rows


COMMITMENTS = "commitments.toml"
COMMITMENT_KINDS = ("stated as done", "stated as so", "promised", "will consider", "asked")


def _is_chapter(found):
    return toml_file.one_of(found, sorted({one for entry in _measures().values() for one in entry.chapters}))


def _is_own_file(found):
    own = [name for name, card in catalogue().items() if card.kind in (EXTRACT, LOG)]
    return toml_file.one_of(found, own)


class Document(Entry):
    """The document in which an area's commitments appear, and its day."""

    source: Text
    stated_on: listed.Day


class Commitment(Entry):
    """A commitment a row, in this project's words and in the order of the document.

    `evidence` names the cards of the office's own files that can show whether it is kept, and `public` what
    anybody can look up. `source` and `stated_on` are the document that it appears in and its day.
    """

    area: str
    number: int
    recommendations: Numbers
    body: str
    kind: Literal[COMMITMENT_KINDS]
    says: str
    chapter: Annotated[str, pydantic.AfterValidator(_is_chapter)]
    measures: Answers
    evidence: Annotated[tuple[Annotated[str, pydantic.AfterValidator(_is_own_file)], ...], toml_file.Listed]
    public: str | None = None

    @pydantic.model_validator(mode="after")
    def _can_be_shown(self):
        if not self.evidence and not self.public:
            raise ValueError(
                f"commitment {self.number}: nothing could show whether it is kept. Name a file of the office "
                'in "evidence": "assurance" where no other says it.'
            )
        return self


Commitments = listed.declared("Commitments", Commitment, Document, without=("area",), unique=["number"])


@table("Commitments of the response", "a commitment", ["registers"])
def commitments(area):
    """Return `Commitments` of an area; without any a table without rows.

    Raises InputError naming the entry for a measure, a chapter or a file of the office that does not exist, a
    number that appears twice, an area without its document, and one that nothing could show.
    """
    slug = areas.area(area).slug
    documents = listed.entries(dict[str, Document], COMMITMENTS, "documents")
    made = listed.entries(list[Commitment], COMMITMENTS, "commitment")
    for one in made:
        if one.area not in documents:
            raise InputError(
                f"{COMMITMENTS}, commitment {one.number}: found '{one.area}', which has no document."
            )
    rows = [one.model_dump() | documents[slug].model_dump() for one in made if one.area == slug]
    return listed.table(Commitments, rows, COMMITMENTS)


DUTIES, TIMELINE = "duties.toml", "policy_timeline.toml"
IN_FORCE = ("yes", "no", "unknown")
NATIONS = (areas.ENGLAND, areas.WALES, "England and Wales")


class Duty(Entry):
    """A duty a row: `in_force` "unknown" has no day, and is to be checked before it is printed as law.

    `nation` is whose law it is: "England", "Wales", or "England and Wales".
    """

    nation: Literal[NATIONS]
    body: str
    act: str
    section: str
    asks: str
    in_force: Literal[IN_FORCE]
    checked_on: DayOrBlank
    note: str
    source: str
    measures: Answers

    @pydantic.model_validator(mode="after")
    def _was_looked_at(self):
        if (self.in_force == "unknown") != (self.checked_on is None):
            raise ValueError(
                f'"in_force" is "{self.in_force}" and "checked_on" is "{self.checked_on or ""}". What is in '
                "force, or not, has the day on which somebody looked; what is unknown has none."
            )
        return self


Duties = listed.declared("Duties", Duty, unique=["body", "act", "section"])


@table("Duties in law", "a section of an act", ["registers"])
def duties(area):
    """Return the `Duties` that hold in the nation of an area.

    Raises InputError naming the entry: for one that is said to be in force, or not, with no day on which
    somebody looked, and for an unknown one with such a day.
    """
    nation = areas.nation(areas.area(area))
    every = listed.entries(list[Duty], DUTIES, "duty")
    rows = [one.model_dump() for one in every if nation in one.nation]
    return listed.table(Duties, rows, DUTIES)


class Event(Entry):
    """An event a row, the oldest first; `when` is as exact as the source, `date` its first day."""

    date: listed.Day
    when: str
    scope: str
    what: str
    source: Text
    recommendations: Numbers


PolicyTimeline = listed.declared("PolicyTimeline", Event, without=("scope",))


@table("What happened nationally, and when", "an event", ["registers"])
def policy_timeline(area):
    """Return `PolicyTimeline` of an area up to the day of the edition: what happened nationally, and its own.

    National events are facts and stand for an invented county too. Raises InputError naming the entry.
    """
    wanted, day = (NATIONAL, areas.area(area).slug), day_of_edition(area)
    events = listed.entries(list[Event], TIMELINE, "event")
    events = [one for one in events if one.scope in wanted and pd.Timestamp(one.date) <= day]
    rows = [one.model_dump() for one in sorted(events, key=lambda one: one.date)]
    return listed.table(PolicyTimeline, rows, TIMELINE)


GAPS = "gaps.toml"


class Gap(Entry):
    """A gap a row: what is missing, why, who holds it, what follows, and what can be done meanwhile."""

    area: str
    item: str
    why: str
    held_by: str
    effect: str
    workaround: str
    measures: Answers


StandingGaps = listed.declared("StandingGaps", Gap, without=("area",), unique=["item"])


@table("What is not known, and why", "a gap", ["registers"])
def standing_gaps(area):
    """Return `StandingGaps` of an area and the whole country; raises InputError naming the entry."""
    found = areas.area(area)
    wanted = (found.slug,) if found.invented else (NATIONAL, found.slug)
    rows = [one.model_dump() for one in listed.entries(list[Gap], GAPS, "gap") if one.area in wanted]
    return listed.table(StandingGaps, rows, GAPS)


PROMISES = "promises.csv"


class Promises(Declaration, unique=["promise", "wanted"]):
    """A row for each interval, verdict and alarm of a page: its worst setting where the truth is known.

    `measured` is a share, or what the promise says, `wanted` what is meant to hold; `settings_met` of
    `settings` met it. `seeds` drew the cases of the worst, blank where nothing is drawn. The file is what
    tests/benchmarks/bench_truth.py --keep measures.
    """

    promise: str
    wanted: str
    setting: str
    cases: int = pa.Field(gt=0)
    measured: float = pa.Field(ge=0)
    settings: int = pa.Field(gt=0)
    settings_met: int = pa.Field(ge=0)
    seeds: str
    made_on: str


@table("What holds where the truth is known", "a promise in its worst setting", ["promises"], shared=True)
def promises(area):
    """Return `Promises`, which is the same for every area."""
    areas.area(area)
    return checked(Promises, backtests.stored_truth(PROMISES).assign(status="shown"), PROMISES)


class SourceStates(Declaration):
    """A card a row: whether the folder has its file, how old it is, and where one comes from.

    `held` says how fresh the newest file is (a word of `ages.STATES`) or that it is "not supplied"; it
    is "the office's own" for what an office keeps itself or is given, where it has any, and `own` tells such
    a source: no folder of publishers' files has it. `records_left_out` tells that release left out more of
    its records than pass without a word.
    """

    card: str = pa.Field(unique=True)
    title: str
    publisher: str
    page: str
    suitability: str
    period: str
    age_months: pd.Int64Dtype = pa.Field(nullable=True)
    held: str = pa.Field(isin=checks.HELD)
    own: bool
    records_left_out: bool


class ThisArea(Declaration):
    """One row: the area's name, what it is compared with in its census files, and the day of the edition."""

    area_name: str
    compared_with: str
    day: pd.Timestamp


@table("The area, and the day of the edition", "the area")
def this_area(area):
    """Return `ThisArea`."""
    name, compared_with = lookups.names(area)
    row = {"area_name": name, "compared_with": compared_with, "day": day_of_edition(area), "status": "shown"}
    return checked(ThisArea, pd.DataFrame([row]), "the list of areas")


@table("State of every source", "a card of the catalogue", ["registers"])
def source_states(area):
    """Return `SourceStates` of the folder that an assessment of an area reads, on the day of the edition."""
    found, inventory = lookups.opened(area)
    kept = states.held_by_the_office(found)
    day, incomplete = sources.day_of_edition(found.invented), handover.incomplete(found.slug)
    rows = [
        {
            "card": one.card.id,
            "title": one.card.title,
            "publisher": one.card.publisher,
            "page": one.card.page,
            "suitability": one.card.suitability,
            "period": one.period,
            "age_months": one.age,
            "held": ages.NOT_SUPPLIED if one.held == checks.OWN and one.card.id not in kept else one.held,
            "own": one.held == checks.OWN,
            "records_left_out": one.card.id in incomplete,
            "status": "shown",
        }
        for one in checks.card_states(inventory, day)
    ]
    frame = pd.DataFrame(rows).astype({"age_months": "Int64"})
    return checked(SourceStates, frame, "catalogue.toml")


def offered():
    """Return {name: function} of all that the rooms of tables offer; a name is of one room alone."""
    from analysis import tables

    rooms = (getattr(tables, name) for name in tables.__all__)
    faces = [tables, *filter(inspect.ismodule, rooms)]
    found = {name: getattr(face, name) for face in faces for name in face.__all__}
    return {name: one for name, one in found.items() if not inspect.ismodule(one)}


def tabular():
    """Return {name: function} of those that are tables of an area, which `vna table` writes."""
    return {name: one for name, one in sorted(offered().items()) if name not in BESIDE_TABLES}


class MeasureIndex(Declaration, unique=["measure", "link", "name"]):
    """A row for everything that a measure is made from or stands in, and whether that exists.

    Verbs are "not looked at" here: `measures.office.dead_ends` looks at them.
    """

    measure: str
    title: str
    link: str = pa.Field(isin=tuple(LISTS.values()))
    name: str
    exists: str = pa.Field(isin=(YES, NO, NOT_LOOKED))


@table("What each measure is made from and where it stands", "a link of a measure", ["registers"])
def measure_index(area):
    """Return `MeasureIndex`: each link of each measure, and whether chapter, table and card are there."""
    areas.area(area)
    there = {
        "chapter": {path.stem for path in settings.notebooks().glob("*.ipynb")},
        "table": set(offered()),
        "card": set(catalogue()),
    }
    rows = []
    for name, entry in _measures().items():
        for key, link in LISTS.items():
            for one in getattr(entry, key):
                found = NOT_LOOKED if link == "verb" else YES if one in there[link] else NO
                rows.append([name, entry.title, link, one, found, "shown"])
    return checked(MeasureIndex, pd.DataFrame(rows, columns=columns(MeasureIndex)), MEASURES)
