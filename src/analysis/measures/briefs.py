"""The brief of a language: what whoever makes the material must know, on one page."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.decision_pages import VERDICTS
from analysis.measures.decisions.explain import phrase
from analysis.measures.decisions.facts import GROUP, LISTED, SIGNED, SPOKEN
from analysis.measures.decisions.verdicts import AUDIO_VIDEO, OWN_MATERIAL, TRANSLATE_COUNTY
from analysis.measures.reach_log import campaign_reach
from analysis.measures.status import SHOWN, require, text

LEFT, RIGHT = "left to right", "right to left"
# A directory rots: a route that nobody looked at for longer is checked before it is printed.
DAYS_FRESH = 365
NO_SUCH_ROUTE, FIRST_RESPONDER = "no such route", "modern slavery first responder"
TO_NAME = ("partner who reports", "anonymous report")  # a brief names doors, not what may come to them

READERS = (
    "A translator and a second native reader: two people, neither a friend, relative or neighbour of those "
    "it is for.",
    "A critical friend (the advisory group or a support group) tests it with speakers; what it finds is "
    "mended before it goes out. Each test goes into the test log, by role or organisation, never by name.",
)
SAFETY = (
    "Somebody who does harm may read it too, or hold the phone: nothing outside says what it is about.",
    "A web page has a quick exit in the first screen, and says that the browser still remembers the visit.",
    "Never send to a phone that may be shared: ask first which number and hour are safe. A message's "
    "first line shows on a locked screen, so it says nothing.",
    "Sound and film never start by themselves. A card is small, looks like nothing, and can be thrown away.",
)
NOT_TO_SAY = (
    "Nothing about offences by, or common among, speakers of the language: write of what is in the way "
    "and who helps.",
    "No promise that information is never shared: say what is, with whom and when, in agreed words.",
    "No word for a person that is a legal status, and no question about one.",
    "No flag for a language, no name or place of a refuge, no picture of somebody who could be known.",
)
HOLDS_SEVERAL = "This is a group of languages, not one: ask partners which they are before anything is made."


def brief(decisions, language, reference, routes, as_of, piece_tests=None, places=None):
    """Return the brief for one language of a table of decisions: a page of lines under headings.

    `decisions` is from `decide_languages`, `reference` and `routes` are the tables of languages and of safe
    reporting routes, `piece_tests` is the test log, `as_of` the day of the brief. `places` names where its
    speakers live more finely than the decision does, most first.

    Columns: `language`, `section`, `line`, for a line in the language's own script `language_tag` (ISO
    639-3) and `direction`, blank for English, and `status`. A line with a count says its range. Nothing in it
    is about a person.

    Raises InputError for a language without a decision, the nearest named, and for one that the list of
    languages does not know.
    """
    require(
        decisions, "language", "verdict", "areas", "next_step", "residents_3_plus", "rights", "decided_by"
    )
    decision = _row(decisions, language, "the decisions")
    known = _row(reference, language, "the list of languages")
    lines = [
        *(("Language", *line) for line in _own_names(known)),
        *(("Language", line) for line in _script(known)),
        *(("Decision", line) for line in _decision(decision)),
        *(("Who and how many", line) for line in _people(decision, known)),
        *(("Where", line) for line in _where(decision, places)),
        *(("Formats", line) for line in _formats(decision, known)),
        *(("Machine translation", line) for line in _machine(known)),
        *(("Readers", line) for line in READERS),
        *(("Safety", line) for line in SAFETY),
        *(("What not to say", line) for line in NOT_TO_SAY),
        *_routes(routes, pd.Timestamp(as_of)),
        *(("Where the work stands", line) for line in _work(piece_tests, language, as_of)),
    ]
    padded = [(*line, None, None)[:4] for line in lines]
    columns = zip(("section", "line", "language_tag", "direction"), zip(*padded, strict=True), strict=True)
    made = pd.DataFrame({name: text(values) for name, values in columns})
    made.insert(0, "language", text([language] * len(made)))
    return made.assign(status=text([SHOWN] * len(made)))


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
    yield f"{name}{code}{also}. Write its name as its speakers do."
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
    yield f"Decided by {decision['decided_by']}."
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
            "speakers can stand in it under other names."
        )
    need = decision["people_not_proficient"]
    ends = [decision[f"people_not_proficient_{end}"] for end in ("lower", "upper")]
    if known["kind"] == SIGNED:
        yield "The census does not ask how well signers read English: do not take it for granted."
    elif pd.notna(need):
        yield f"Of them {need:,.0f} cannot speak English well or at all (counted)."
    elif not np.isnan(ends).any():
        yield (
            f"Between {ends[0]:,.0f} and {ends[1]:,.0f} of them cannot speak English well or at all: "
            "a range, not a count."
        )
    else:
        yield "How many of them cannot speak English well is not known."
    yield "Whoever came after census day is not in these figures."


def _where(decision, places):
    named = list(places) if places is not None else []
    if named:
        yield f"Most live in {phrase(named)}."
    elif decision["areas"]:
        yield f"Named areas: {_listed(decision['areas'])}."
    elif decision["verdict"] == TRANSLATE_COUNTY:
        yield "The whole area."
    else:
        yield "No place is named: too few, or too evenly spread, to say where."


def _formats(decision, known):
    if decision["verdict"] not in OWN_MATERIAL:
        yield "None yet: the verdict is to ask first. What follows holds once something is made."
    if known["kind"] == SIGNED:
        yield "Video with a Deaf signer, no text in its place: written English is another language."
    elif known["kind"] == SPOKEN:
        yield "Sound or video: the language is seldom written. A card shows it to an interpreter."
    elif decision["verdict"] == AUDIO_VIDEO:
        yield "Sound or video through partners, and a card that shows the language to an interpreter."
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
    if known["false_substitutions"]:
        yield f"Look for: {known['false_substitutions']}. A machine swaps these without saying so."


def _routes(routes, as_of):
    """Yield the lines on safe reporting routes: those to name, those to check first, and what is wanting."""
    require(routes, "route", "kind", "offers", "stated_on", "verified_on")
    single = routes[routes["kind"].isin(TO_NAME)]
    if single.empty:
        yield "Routes it must name", "None is recorded here: nothing goes out until there is one."
    for row in single.itertuples():
        yield "Routes it must name", f"{row.route}. {row.offers} {_checked(row, as_of)}"
    responders = routes[routes["kind"] == FIRST_RESPONDER]
    if len(responders):
        oldest = responders.sort_values("verified_on", na_position="first").iloc[0]
        yield (
            "Routes it must name",
            "For modern slavery, one of those that may refer beside the police: "
            f"{phrase(responders['route'])}. {oldest['offers']} {_checked(oldest, as_of)}",
        )
    for row in routes[routes["kind"] == NO_SUCH_ROUTE].itertuples():
        yield "Routes it may not promise", f"{row.route}. {row.offers} Said on {_day(row.stated_on)}."


def _day(when):
    return f"{when.day} {when:%B %Y}"


def _checked(row, as_of):
    if pd.isna(row.verified_on):
        return f"Said on {_day(row.stated_on)}, not checked since: check before it is printed."
    if (as_of - row.verified_on).days > DAYS_FRESH:
        return f"Last checked on {_day(row.verified_on)}: check again before it is printed."
    return f"Checked on {_day(row.verified_on)}."


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
        yield f"Out and past their day of review: {done['stale']:,}. Take them in or look at them again."
