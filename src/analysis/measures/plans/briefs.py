"""The brief of a language: what the people who make the material must know, on one page."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.languages.decisions.decide import PROPOSED
from analysis.measures.languages.decisions.facts import GROUP, LISTED, SIGNED, SPOKEN
from analysis.measures.languages.decisions.need import OBSERVED
from analysis.measures.languages.decisions.verdicts import AUDIO_VIDEO, OWN_MATERIAL, TRANSLATE_COUNTY
from analysis.measures.languages.pages import VERDICTS, may_be_placed, without_places
from analysis.measures.plans.pieces import campaign_reach
from analysis.measures.plans.readers import safe_routes, to_report, why_unusable
from analysis.measures.rates.status import in_day, phrase, require, text
from analysis.measures.services.directory import BETWEEN
from analysis.measures.services.enforcement import NOBODY_SAID
from analysis.measures.services.reporting_routes import (
    FIRST,
    FIRST_RESPONDER,
    NOT_FIRST,
    NOT_STATED,
    NOTHING,
    WANTING,
)
from analysis.states import SHOWN

__all__ = ["brief", "briefs_held_back", "briefs_released"]

LEFT, RIGHT = "left to right", "right to left"
NOT_RELEASED, EVERY_BRIEF = "Not released", "every brief"

READERS = (
    "A translator and a second native reader: two people, neither a friend, relative or neighbour of those "
    "it is for.",
    "A critical friend (the advisory group or a support group) tests it with speakers; what it finds is "
    "fixed before it goes out. Each test is logged by role or organisation, never by name.",
)
SIGNED_READERS = (
    "A Deaf translator and a registered interpreter, neither a friend, relative or neighbour of those it is "
    "for; the interpreter checks the film before it goes out.",
    READERS[1].replace("speakers", "Deaf people who sign"),
)
SAFETY = (
    "Somebody who does harm may read it too, or hold the phone: nothing outside says what it is about.",
    "A web page has a quick exit in the first screen, and says that the browser still remembers the visit.",
    "Never send to a phone that may be shared: ask first which number and hour are safe. Keep the first "
    "line neutral: it shows on a locked screen.",
    "Sound and film never start by themselves. A card is small, looks like an ordinary one, and can be "
    "thrown away.",
)
MUST_SAY = (
    "Every victim may have an interpreter to report a crime and in interviews, and may ask for documents to "
    "be translated (Victims' Code in force since 1 April 2021).",
    "The route below: its name, how to reach it, when, and in which languages somebody answers.",
    "What that route tells immigration enforcement.",
    "In danger now: call 999. If you cannot speak, and call from a mobile phone, listen, and press 55 when "
    "you are asked to.",
)
SIGNED_DANGER = "In danger now: 999 by video relay, or by text from a phone registered for it. Check both."
NOT_TO_SAY = (
    "Nothing about offences by, or common among, people who use the language: write about what stops people "
    "from getting help, and who helps.",
    "No promise that information is never shared: say what is, with whom and when, in agreed words.",
    "No label for a person by immigration status, and no question about it.",
    "No flag for a language, no name or place of a refuge, no picture of somebody who could be known.",
)
ALWAYS_THERE = (
    "999 in danger, else 101 or any officer. The police may share details with immigration enforcement: "
    "print the force's own policy and its date.",
)
NO_ROUTE = ("No route to report by is recorded", NOBODY_SAID, "find one")
HOLDS_SEVERAL = "This is a group of languages, not one: ask partners which they are before anything is made."


def brief(
    decisions: pd.DataFrame,
    language: str,
    reference: pd.DataFrame,
    doors: pd.DataFrame,
    as_of: str,
    piece_tests: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the brief for one language of a table of decisions: a page of lines under headings.

    `decisions` is from `decide_languages`, `reference` is the table of languages, `doors` is from
    `reporting_pathway`, `piece_tests` is the test log, `as_of` the day of the brief. `places` is from
    `in_top_areas`, of the people in need: what is sure or likely of it is named. A language that may not be
    shown for places (see `may_be_placed`) has none in its brief.

    Without a route to report by that may be offered first, and that its readers can use, the brief is not
    released: its lines say what is missing, and nothing else.

    Columns: `language`, `section`, `line`, for a line in the language's own script `language_tag` (ISO
    639-3) and `direction`, blank for English, and `status`. A line with a count says its range. Nothing in it
    is about a person.

    Raises InputError for a language without a decision, the nearest named, and for one that the list of
    languages does not know.
    """
    require(
        decisions, "language", "verdict", "areas", "next_step", "residents_3_plus", "rights", "decided_by"
    )
    decision = _row(without_places(decisions), language, "the decisions")
    placed = language in may_be_placed(decisions)
    known = _row(reference, language, "the list of languages")
    if not len(safe_routes(doors, known)):
        return _page(language, [(NOT_RELEASED, line) for line in _not_released(doors, known)])
    signed = known["kind"] == SIGNED
    lines = [
        *(("Language", *line) for line in _own_names(known)),
        *(("Language", line) for line in _script(known) if line not in decision["next_step"]),
        *(("Decision", line) for line in _decision(decision)),
        *(("Who and how many", line) for line in _people(decision, known)),
        ("Where", _where(decision, placed, _most_need_it(places, language))),
        *(("Formats", line) for line in _formats(decision, known)),
        *(("Machine translation", line) for line in _machine(known)),
        *(("Readers", line) for line in (SIGNED_READERS if signed else READERS)),
        *(("Safety", line) for line in SAFETY),
        *(("What it must say", line) for line in ((*MUST_SAY[:-1], SIGNED_DANGER) if signed else MUST_SAY)),
        *(("What not to say", line) for line in NOT_TO_SAY),
        *_routes(doors, known),
        *(("Where the work stands", line) for line in _work(piece_tests, language, as_of)),
    ]
    return _page(language, lines)


def briefs_released(languages: list[str], reference: pd.DataFrame, doors: pd.DataFrame) -> pd.DataFrame:
    """Return each of `languages`, and whether its brief is `released`: "yes" or "no".

    It is where a route to report by is safe and its readers can use it. Columns: `language`, `released`,
    `signed` ("yes" for a language that is signed), `status`.
    """
    known = [_row(reference, language, "the list of languages") for language in languages]
    said = ["yes" if len(safe_routes(doors, row)) else "no" for row in known]
    signed = ["yes" if row["kind"] == SIGNED else "no" for row in known]
    columns = {"language": text(languages), "released": text(said), "signed": text(signed)}
    return pd.DataFrame(columns).assign(status=SHOWN)


def briefs_held_back(languages: list[str], reference: pd.DataFrame, doors: pd.DataFrame) -> pd.DataFrame:
    """Return for each brief that is not released what is missing of each route to report by.

    Languages of which the same is missing appear in one row, their names together in `languages`; without any
    route to report by there is one row. Columns: `languages`, `route`, `sharing`, `missing`, `status`.
    """
    missing = {}
    for language in briefs_released(languages, reference, doors).query("released == 'no'")["language"]:
        wanting = _missing(doors, _row(reference, language, "the list of languages"))
        missing.setdefault(tuple(wanting), []).append(language)
    every = [EVERY_BRIEF] if len(languages) > 1 else languages
    whose = {wanting: every if names == list(languages) else names for wanting, names in missing.items()}
    rows = [(phrase(names), *row) for wanting, names in whose.items() for row in wanting]
    columns = ["languages", "route", "sharing", "missing"]
    return pd.DataFrame(rows, columns=columns, dtype="str").assign(status=SHOWN)


def _page(language, lines):
    padded = [(*line, None, None)[:4] for line in lines]
    made = pd.DataFrame(padded, columns=["section", "line", "language_tag", "direction"], dtype="str")
    made.insert(0, "language", language)
    return made.astype({"language": "str"}).assign(status=SHOWN)


def _row(table, language, what):
    found = table[table["language"] == language]
    if found.empty:
        raise InputError(f'"{language}" is not in {what}. {nearest(language, table["language"])}'.rstrip())
    return found.iloc[0]


def _own_names(known):
    """Yield the language's name as its speakers write it, once a script: text, ISO 639-3 and direction."""
    names = (known["autonym"] or known["language"]).split(" / ")
    ways = known["direction"].split(";")
    if len(ways) != len(names):
        ways = ways[:1] * len(names)
    for name, way in zip(names, ways, strict=True):
        yield name, known["iso639_3"] or None, way or None


def _listed(joined):
    """Return the parts of a text with semicolons as a phrase."""
    return phrase(part.strip() for part in joined.split(";") if part.strip())


def _script(known):
    name = known["language"]
    code = f" (ISO 639-3: {known['iso639_3']})" if known["iso639_3"] else ""
    also = f", also called {_listed(known['aliases'])}" if known["aliases"] else ""
    named = {SIGNED: " It has no written form.", GROUP: ""}
    yield f"{name}{code}{also}.{named.get(known['kind'], ' Write its name as its speakers do.')}"
    if known["kind"] == GROUP:
        yield HOLDS_SEVERAL
    scripts = [part for part in known["scripts"].split(";") if part]
    if len(scripts) > 1:
        yield f"Scripts: {_listed(known['scripts'])}. Ask which is read here before anything is made."
    elif scripts:
        yield f"Script: {scripts[0]}."
    if RIGHT in known["direction"]:
        which = "One of its scripts runs" if LEFT in known["direction"] else "It runs"
        yield (
            f"{which} from right to left: set the direction in the layout, and look at every number and "
            "address after it is laid out."
        )
    if known["note"] and not known["note"].startswith(LISTED):
        yield f"{known['note'].rstrip('.')}."


def _decision(decision):
    yield f"Verdict: {VERDICTS[decision['verdict']]}. {decision['next_step']}"
    whose = decision["decided_by"]
    if whose == PROPOSED:
        yield "The rules propose it; nobody has decided yet."
    else:
        yield f"Decided by {whose} on {in_day(pd.Timestamp(decision['decided_on']))}."
    if decision.get("override_reason"):
        yield (
            f"The rules propose otherwise ({VERDICTS[decision['proposed_verdict']]}). Reason given: "
            f"{decision['override_reason']}."
        )
    if decision["rights"]:
        yield decision["rights"]


def _people(decision, known):
    count, lower, upper = (decision[f"residents_3_plus{end}"] for end in ("", "_lower", "_upper"))
    if pd.notna(count):
        yield f"Residents aged 3 and over whose main language it is: {count:,.0f} on census day in 2021."
    else:
        yield (
            f"The census does not count {known['language']} by itself: between {lower:,.0f} and {upper:,.0f} "
            "speakers can appear in it under other names."
        )
    need = decision["people_not_proficient"]
    ends = [decision[f"people_not_proficient_{end}"] for end in ("lower", "upper")]
    if known["kind"] == SIGNED:
        yield "The census does not ask how well signers read English: do not take it for granted."
        yield "Not known: how many more sign and gave another main language, and how many are deafblind."
    elif pd.notna(need) and decision["need_method"] == OBSERVED:
        yield f"Of them {need:,.0f} cannot speak English well or at all (counted)."
    elif pd.notna(need):
        yield (
            f"About {need:,.0f} of them cannot speak English well or at all: an estimate, between "
            f"{ends[0]:,.0f} and {ends[1]:,.0f}."
        )
    elif not np.isnan(ends).any():
        yield (
            f"Between {ends[0]:,.0f} and {ends[1]:,.0f} of them cannot speak English well or at all: "
            "a range, not a count."
        )
    else:
        yield "How many of them cannot speak English well is not known."
    yield "People who came after census day are not in these figures."


def _most_need_it(places, language):
    """Return where it is sure or likely that most people in need live, in words; "" where it is neither."""
    if places is None:
        return ""
    rows = places[places["language"].eq(language) & places["status"].eq(SHOWN)]
    named = ((word, name) for word in ("sure", "likely") for name in rows[word] if name != "none")
    return " ".join(f"{word.capitalize()}: {name}." for word, name in named)


def _where(decision, placed, start):
    if not placed:
        return "Where its speakers live is not published, so that nobody can look for them. The office knows."
    areas = _listed(decision["areas"])
    where = "The whole area." if decision["verdict"] == TRANSLATE_COUNTY else ""
    if areas and not (start and areas in decision["next_step"]):  # said once is enough: a brief is one page
        where = f"Named areas: {areas}."
    start = start and f"Start where most who need it live, by estimate. {start}"
    said = f"{where} {start}".strip()
    return said or "No place is named: too few, or too evenly spread, to say where."


def _formats(decision, known):
    if decision["verdict"] not in OWN_MATERIAL:
        yield "None yet: the verdict is to ask first. What follows holds once something is made."
    if known["kind"] == SIGNED:
        yield "Video with a Deaf signer, no text in its place: written English is another language."
    elif known["kind"] == SPOKEN:
        yield "Sound or video: the language is seldom written. A card shows it to an interpreter."
    elif decision["verdict"] == AUDIO_VIDEO:
        yield "Sound or video through partners, and a card that shows the language to an interpreter."
    elif decision["strong_risk"]:
        yield "Short text on a partner's card or web page, and the same words as sound. No poster or leaflet."
    else:
        yield "Short text on a poster, card or web page, and the same words as sound: not everybody reads."


def _machine(known):
    rule = known["machine_translation"]
    if rule == "no":
        yield "Not allowed, not even as a draft."
    elif rule == "not applicable":
        yield "Not applicable."
    else:
        yield f"{rule[0].upper()}{rule[1:]}."
    if known["false_substitutions"] and known["kind"] != SIGNED:
        yield f"Look for: {known['false_substitutions']}. A machine swaps these without saying so."


def _routes(doors, known):
    """Yield the lines on routes: those that are safe, then those to name after them, then what is missing."""
    for door in safe_routes(doors, known).itertuples():
        yield "Routes it must name", _named(door, known)
    for line in ALWAYS_THERE:
        yield "Routes that are always there", line
    for door in to_report(doors).query("offer == @NOT_FIRST").itertuples():
        yield "Routes not to name: they may share", f"{door.route}: {door.sharing}."
    for door in doors[doors["kind"].eq(FIRST_RESPONDER) & doors["offer"].eq(NOT_FIRST)].itertuples():
        yield "Routes to name only with what they share", f"For modern slavery: {_named(door, known)}"
    for door in doors[doors["offer"] == WANTING].itertuples():
        yield "Routes it may not promise", f"{door.route}. {door.offers} Said on {in_day(door.said_on)}."


def _named(door, known):
    ask = " Ask in which languages somebody answers." if door.languages == NOT_STATED else ""
    if known["kind"] == SIGNED:
        ask = " Ask who signs there, and when."
    reached = [] if door.telephone == NOT_STATED else [f"Telephone {door.telephone}"]
    reached += [] if door.hours == NOT_STATED else [door.hours]
    reached += [] if door.languages == NOT_STATED else [f"in {door.languages}"]
    # A route that is to be printed has a number, or somebody has to ask for it.
    how = "; ".join(reached) if reached or door.offer != FIRST else "Telephone and hours not stated: ask"
    ends = "" if door.money_ends == NOT_STATED else f" {door.money_ends[:1].upper()}{door.money_ends[1:]}."
    return (
        f"{door.route}. {door.offers.rstrip('.')}.{f' {how}.' if how else ''} Shares details with "
        f"immigration enforcement: {door.sharing}. Checked on {in_day(door.checked_on)}.{ask}{ends}"
    )


def _missing(doors, known):
    """Return route, its answer on immigration enforcement and what is missing, of each route to report by."""
    found = []
    for door in to_report(doors).itertuples():
        parts = [part for part in (door.to_do, why_unusable(door, known)) if part not in (NOTHING, None)]
        found.append((door.route, door.sharing, BETWEEN.join(parts)))
    return found or [NO_ROUTE]


def _not_released(doors, known):
    yield (
        "A brief is released once it can name one safe route to report by: it was checked within a year, its "
        "readers can use it, and the people who run it said within a year that they never share details "
        "with immigration enforcement, or only with consent. This is what is missing."
    )
    for route, sharing, missing in _missing(doors, known):
        yield f"{route}: {missing}. Shares details with immigration enforcement: {sharing}."


def _work(piece_tests, language, as_of):
    if piece_tests is None:
        yield "No test log was supplied for this edition, so which pieces there are is not known."
        return
    known = campaign_reach(piece_tests[piece_tests["language"] == language], as_of)
    if known.empty:
        yield "The test log has no piece in this language."
        return
    done = known.iloc[0]
    yield (
        f"Pieces planned: {done['pieces']:,}. Read twice: {done['read_twice']:,}. "
        f"Tested: {done['tested']:,}. Out and in date: {done['in_date']:,}."
    )
    if done["stale"]:
        yield f"Out and past their day of review: {done['stale']:,}. Withdraw or review them."
