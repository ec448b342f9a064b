"""What official documents ask and promise, what is known to be missing, and the measures that answer.

The registers lie in data/reference: entries whole, days that are days, measures that exist.
"""

import inspect

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings, sources, toml_file
from analysis.errors import InputError, nearest
from analysis.extracts import states
from analysis.sources import checks
from analysis.sources.catalogue import EXTRACT, LOG, catalogue
from analysis.tables import lookups
from analysis.tables.as_of import day_of_edition, next_check
from analysis.tables.declaration import STATES, Declaration, checked, empty

__all__ = [
    "commitments",
    "day_of_edition",
    "duties",
    "measure_index",
    "next_check",
    "policy_timeline",
    "recommendations",
    "source_states",
    "standing_gaps",
    "terms_of_reference",
]

MEASURES = "measures.toml"
BETWEEN = "; "  # between the measures of an entry in a table's cell
# What the rooms offer beside tables: shapes, areas, several tables together, and what is known of them.
BESIDE_TABLES = (
    "boundaries",
    "cards",
    "day_of_edition",
    "districts",
    "evidence",
    "sources",
    "main_language",
    "names",
    "next_check",
    "released",
    "released_periods",
    "small_areas",
    "small_areas_of",
    "street_crime_by_place",
)


def content(name):
    """Return the (Path, dict) of a file of data/reference."""
    path = settings.data("reference", name)
    return path, toml_file.read(path, "It comes with the project: restore it from the repository.")


def whole(place, entry, required, optional=()):
    """Refuse an entry that lacks a field of `required`, or has one that is in neither list."""
    if not isinstance(entry, dict):
        raise InputError(f"{place}: found {entry!r}, expected a table of fields.")
    known = (*required, *optional)
    for key in entry:
        if key not in known:
            raise InputError(f'{place}: unknown field "{key}". {nearest(key, known)}'.rstrip())
    for key in required:
        if key not in entry:
            raise InputError(f'{place}: the field "{key}" is missing. Leave it "" where nothing is known.')


def day(place, entry, key):
    """Return a field of an entry as a Timestamp, missing where it is blank or absent."""
    found = entry.get(key, "")
    return pd.NaT if found == "" else pd.Timestamp(_held_to(place, key, toml_file.day, found))


def one_of(place, key, found, known):
    """Refuse a value that is none of `known`, with the nearest."""
    _held_to(place, key, toml_file.one_of, found, known)


def _held_to(place, key, check, *given):
    try:
        return check(*given)
    except ValueError as fault:
        raise InputError(f'{place}, field "{key}": {fault}') from None


def measures_of(place, entry):
    """Return the measures of an entry in one cell, once each is in data/reference/measures.toml.

    Raises InputError for one that does not exist: a row of a register that leads nowhere answers nothing.
    """
    given, known = entry["measures"], list(content(MEASURES)[1])
    if not isinstance(given, list) or not given:
        raise InputError(
            f'{place}, field "measures": found {given!r}, expected a list of at least one measure.'
        )
    for one in given:
        if one not in known:
            raise InputError(
                f'{place}: points to the measure "{one}", which does not exist in data/reference/{MEASURES}. '
                f"Known: {known[0]} to {known[-1]}. {nearest(one, known)}".rstrip()
            )
    return BETWEEN.join(given)


RECOMMENDATIONS, TERMS = "recommendations.toml", "terms_of_reference.toml"
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


def recommendations(area):
    """Return `Register` of the eight recommendations for an area.

    Raises InputError naming file and entry: for a measure that does not exist, a claim without its day or its
    source, evidence or a view without a day, a view of nobody, and a day that is none.
    """
    return checked(
        Register, _of_register(area, RECOMMENDATIONS, "recommendation", RECOMMENDATION, ()), RECOMMENDATIONS
    )


def terms_of_reference(area):
    """Return `TermsOfReference` of an area's own assessment, empty where it has none that is known.

    Raises InputError as `load` does, and for terms of an area that does not exist.
    """
    rows = _of_register(area, TERMS, "item", TERM, MORE_OF_TERM)
    return empty(TermsOfReference) if rows.empty else checked(TermsOfReference, rows, TERMS)


def _of_register(area, file, table, kind, more):
    slug = areas.area(area).slug
    path, given = content(file)
    claims = given.get("claims", {})
    known = {one.slug for one in (*areas.all_areas(), *areas.all_areas(invented=True))}
    for name, claimed in claims.items():
        one_of(f"{path.name}, claims", "area", name, sorted(known))
        for number in claimed:
            one_of(f"{path.name}, claims of {name}", table, number, list(given[table]))
    rows = []
    for number, entry in given[table].items():
        place = f"{path.name}, {table} {number}"
        whole(place, entry, (*OF_ITEM, *more, *OF_AREAS[kind]), ("due_on",))
        for name in entry.get("areas", ()):
            one_of(place, "area", name, sorted(known))
        row = {name: entry[name] for name in (*OF_ITEM[:3], *more)}
        row |= {"item_kind": kind, "item": f"{kind} {number}"}
        row["measures"] = measures_of(place, entry)
        row["due_on"] = day(place, entry, "due_on")
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
    whole(place, entry, OF_CLAIM, MORE_OF_CLAIM)
    for key in ("claim", "claimed_by", "claimed_on", "source"):
        if not entry[key].strip():
            raise InputError(
                f'{place}: "{key}" is blank. A claim has who made it, when, and where it stands.'
            )
    days = {name: day(place, entry, name) for name in DAYS[1:]}
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


COMMITMENTS = "commitments.toml"
COMMITMENT_KINDS = ("stated as done", "stated as so", "promised", "will consider", "asked")
OF_DOCUMENT = ("source", "stated_on")
OF_COMMITMENT = (
    "area",
    "number",
    "recommendations",
    "body",
    "kind",
    "says",
    "chapter",
    "measures",
    "evidence",
)
PUBLIC = "public"


class Commitments(Declaration):
    """A commitment a row, in this project's words and in the order of the document.

    `evidence` names the cards of the office's own files that can show whether it is kept, and `public` what
    anybody can look up. `source` and `stated_on` are the document that it appears in and its day.
    """

    number: int = pa.Field(unique=True)
    recommendations: str
    body: str
    kind: str = pa.Field(isin=COMMITMENT_KINDS)
    says: str
    chapter: str
    measures: str
    evidence: str
    public: str = pa.Field(nullable=True)
    source: str
    stated_on: pd.Timestamp
    status: str = pa.Field(isin=STATES)


def commitments(area):
    """Return `Commitments` of an area; without any a table without rows.

    Raises InputError naming the entry for a measure, a chapter or a file of the office that does not exist, a
    number that appears twice, an area without its document, and one that nothing could show.
    """
    slug = areas.area(area).slug
    path, given = content(COMMITMENTS)
    known = {one for entry in content(MEASURES)[1].values() for one in entry["chapters"]}
    own = [name for name, card in catalogue().items() if card.kind in (EXTRACT, LOG)]
    documents = {name: _document(path, name, entry) for name, entry in given.get("documents", {}).items()}
    rows, seen = [], set()
    for entry in given.get("commitment", []):
        place = f"{path.name}, commitment {entry.get('number')} of {entry.get('area')}"
        whole(place, entry, OF_COMMITMENT, (PUBLIC,))
        one_of(place, "area", entry["area"], list(documents))
        one_of(place, "kind", entry["kind"], COMMITMENT_KINDS)
        one_of(place, "chapter", entry["chapter"], sorted(known))
        for one in entry["evidence"]:
            one_of(place, "evidence", one, own)
        if not entry["evidence"] and not entry.get(PUBLIC):
            raise InputError(
                f'{place}: nothing could show whether it is kept. Name a file of the office in "evidence": '
                '"assurance" where no other says it.'
            )
        if (entry["area"], entry["number"]) in seen:
            raise InputError(f"{place}: appears twice. Give each its own number.")
        seen.add((entry["area"], entry["number"]))
        told = {
            "measures": measures_of(place, entry),
            "recommendations": ", ".join(map(str, entry["recommendations"])),
            "evidence": BETWEEN.join(entry["evidence"]),
            PUBLIC: entry.get(PUBLIC),
        }
        if entry["area"] == slug:
            rows.append({**entry, **told, **documents[slug], "status": "shown"})
    return checked(Commitments, pd.DataFrame(rows), COMMITMENTS) if rows else empty(Commitments)


def _document(path, name, entry):
    place = f"{path.name}, document of {name}"
    whole(place, entry, OF_DOCUMENT)
    stated_on = day(place, entry, "stated_on")
    if pd.isna(stated_on) or not entry["source"].strip():
        raise InputError(f'{place}: fill in "source" and "stated_on". A commitment is of a day.')
    return {"source": entry["source"], "stated_on": stated_on}


DUTIES, TIMELINE = "duties.toml", "policy_timeline.toml"
IN_FORCE = ("yes", "no", "unknown")
OF_DUTY = ("body", "act", "section", "asks", "in_force", "checked_on", "note", "source", "measures")
OF_EVENT = ("date", "when", "scope", "what", "source", "recommendations")
NATIONAL = "national"


class Duties(Declaration):
    """A duty a row: `in_force` "unknown" has no day, and is to be checked before it is printed as law."""

    body: str
    act: str
    section: str
    asks: str
    in_force: str = pa.Field(isin=IN_FORCE)
    checked_on: pd.Timestamp = pa.Field(nullable=True)
    note: str
    source: str
    measures: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["body", "act", "section"]


class PolicyTimeline(Declaration):
    """An event a row, the oldest first; `when` is as exact as the source, `date` its first day."""

    date: pd.Timestamp
    when: str
    what: str
    source: str
    recommendations: str
    status: str = pa.Field(isin=STATES)


def duties(area):
    """Return `Duties`, the same for every area of England and Wales.

    Raises InputError naming the entry: for one that is said to be in force, or not, with no day on which
    somebody looked, and for an unknown one with such a day.
    """
    areas.area(area)
    path, given = content(DUTIES)
    rows = []
    for number, entry in enumerate(given.get("duty", []), start=1):
        place = f"{path.name}, duty {number}"
        whole(place, entry, OF_DUTY)
        one_of(place, "in_force", entry["in_force"], IN_FORCE)
        checked_on = day(place, entry, "checked_on")
        if (entry["in_force"] == "unknown") != pd.isna(checked_on):
            raise InputError(
                f'{place}: "in_force" is "{entry["in_force"]}" and "checked_on" is "{entry["checked_on"]}". '
                "What is in force, or not, has the day on which somebody looked; what is unknown has none."
            )
        measures = measures_of(place, entry)
        rows.append({**entry, "checked_on": checked_on, "measures": measures, "status": "shown"})
    frame = pd.DataFrame(rows)
    return checked(Duties, frame.assign(checked_on=frame["checked_on"].astype("datetime64[us]")), DUTIES)


def policy_timeline(area):
    """Return `PolicyTimeline` of an area: what happened nationally, and what is its own.

    National events are facts and stand for an invented county too. Raises InputError naming the entry.
    """
    slug = areas.area(area).slug
    path, given = content(TIMELINE)
    rows = []
    for number, entry in enumerate(given.get("event", []), start=1):
        place = f"{path.name}, event {number}"
        whole(place, entry, OF_EVENT)
        if entry["date"] == "" or not str(entry["source"]).strip():
            raise InputError(f"{place}: needs a date and a source.")
        date = day(place, entry, "date")
        if entry["scope"] in (NATIONAL, slug):
            told = ", ".join(map(str, entry["recommendations"]))
            rows.append({**entry, "date": date, "recommendations": told, "status": "shown"})
    frame = pd.DataFrame(rows).sort_values("date", kind="stable", ignore_index=True)
    return checked(PolicyTimeline, frame.assign(date=frame["date"].astype("datetime64[us]")), TIMELINE)


GAPS = "gaps.toml"
OF_GAP = ("area", "item", "why", "held_by", "effect", "workaround", "measures")
HELD = (checks.FOUND, checks.MISSING, checks.STALE, checks.OWN, checks.WRONG)


class StandingGaps(Declaration):
    """A gap a row: what is missing, why, who holds it, what follows, and what can be done meanwhile."""

    item: str = pa.Field(unique=True)
    why: str
    held_by: str
    effect: str
    workaround: str
    measures: str
    status: str = pa.Field(isin=STATES)


class SourceStates(Declaration):
    """A card a row: whether the folder has its file, how old it is, and where one comes from.

    `held` is "the office's own" for what an office keeps itself or is given, where it has any, and `own`
    tells such a source: no folder of publishers' files has it.
    """

    card: str = pa.Field(unique=True)
    title: str
    publisher: str
    page: str
    suitability: str
    period: str
    age_months: pd.Int64Dtype = pa.Field(nullable=True)
    held: str = pa.Field(isin=HELD)
    own: bool
    status: str = pa.Field(isin=STATES)


def standing_gaps(area):
    """Return `StandingGaps` of an area and the whole country; raises InputError naming the entry."""
    found = areas.area(area)
    wanted = (found.slug,) if found.invented else (NATIONAL, found.slug)
    path, given = content(GAPS)
    rows = []
    for number, entry in enumerate(given.get("gap", []), start=1):
        place = f"{path.name}, gap {number}"
        whole(place, entry, OF_GAP)
        measures = measures_of(place, entry)
        if entry["area"] in wanted:
            rows.append({**entry, "measures": measures, "status": "shown"})
    return checked(StandingGaps, pd.DataFrame(rows, columns=[*OF_GAP, "status"]), GAPS)


def source_states(area):
    """Return `SourceStates` of the folder that an assessment of an area reads, on the day of the edition."""
    found, inventory = lookups.opened(area)
    kept = states.held_by_the_office(found)
    day = sources.day_of_edition(found.invented)
    rows = [
        {
            "card": one.card.id,
            "title": one.card.title,
            "publisher": one.card.publisher,
            "page": one.card.page,
            "suitability": one.card.suitability,
            "period": one.period,
            "age_months": one.age,
            "held": checks.MISSING if one.held == checks.OWN and one.card.id not in kept else one.held,
            "own": one.held == checks.OWN,
            "status": "shown",
        }
        for one in checks.card_states(inventory, day)
    ]
    frame = pd.DataFrame(rows).astype({"age_months": "Int64"})
    return checked(SourceStates, frame, "catalogue.toml")


WORDS = ("title", "numerator", "denominator", "geography", "interval", "refresh", "oracle")
LISTS = {"chapters": "chapter", "verbs": "verb", "tables": "table", "cards": "card"}
YES, NO, NOT_LOOKED = "yes", "no", "not looked at"


class Measures(Declaration):
    """A measure a row: what is counted of what, where, with which interval, how often, and held to what."""

    measure: str = pa.Field(unique=True)
    title: str
    numerator: str
    denominator: str
    geography: str
    interval: str
    refresh: str
    chapters: str
    oracle: str = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)


class MeasureIndex(Declaration):
    """A row for everything that a measure is made from or stands in, and whether that exists.

    Verbs are "not looked at" here: `measures.office.dead_ends` looks at them.
    """

    measure: str
    title: str
    link: str = pa.Field(isin=tuple(LISTS.values()))
    name: str
    exists: str = pa.Field(isin=(YES, NO, NOT_LOOKED))
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["measure", "link", "name"]


def measure_list(area):
    """Return `Measures`, the same for every area; raises InputError naming the entry that is not whole."""
    areas.area(area)
    rows = [
        {
            "measure": name,
            **{key: entry[key] for key in WORDS},
            "oracle": entry["oracle"] or None,
            "chapters": BETWEEN.join(entry["chapters"]),
            "status": "shown",
        }
        for name, entry in _entries().items()
    ]
    return checked(Measures, pd.DataFrame(rows), MEASURES)


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


def measure_index(area):
    """Return `MeasureIndex`: each link of each measure, and whether chapter, table and card are there."""
    areas.area(area)
    there = {
        "chapter": {path.stem for path in settings.notebooks().glob("*.ipynb")},
        "table": set(offered()),
        "card": set(catalogue()),
    }
    rows = []
    for name, entry in _entries().items():
        for key, link in LISTS.items():
            for one in entry[key]:
                found = NOT_LOOKED if link == "verb" else YES if one in there[link] else NO
                rows.append([name, entry["title"], link, one, found, "shown"])
    return checked(MeasureIndex, pd.DataFrame(rows, columns=list(MeasureIndex.to_schema().columns)), MEASURES)


def _entries():
    path, given = content(MEASURES)
    for name, entry in given.items():
        place = f"{path.name}, measure {name}"
        whole(place, entry, (*WORDS, *LISTS))
        for key in LISTS:
            if not isinstance(entry[key], list):
                raise InputError(f'{place}, field "{key}": found {entry[key]!r}, expected a list.')
        if not entry["chapters"]:
            raise InputError(f"{place}: appears in no chapter, so nobody would read it. Name one.")
    return given
