"""What the methods page says of disclosure control: its rules, and what it cost."""

import math

import pandas as pd

from analysis import areas, settings
from analysis.disclosure.document import in_words_of_range
from analysis.disclosure.policy import AS_PUBLISHED
from analysis.disclosure.series import VICTIMS
from analysis.errors import InputError
from analysis.publish.door.controlled import Controlled, admit
from analysis.publish.states import SHOWN
from analysis.publish.wording import quarters_in_words

# Fields whose name alone does not say what they are.
FIELDS = {
    "sexual": "sexual exploitation",
    "labour": "labour exploitation",
    "domestic": "domestic servitude",
    "criminal": "criminal exploitation",
}
LEVELS = {"force": "force area", "district": "district", "msoa": "neighbourhood (MSOA)"}


def losses(area):
    """Return what disclosure control cost an edition of `area`, one row a tabulation, as `Controlled`.

    A tabulation without a file, which has no cell, cost nothing and has no row, nor has one that is shown as
    its publisher prints it.
    """
    from analysis.disclosure import document as documents

    place, document = _solved(area)
    frame = documents.losses(document)
    policy = {name: entry["policy"] for name, entry in document["tabulations"].items()}
    frame = frame[frame["tabulation"].map(policy) != AS_PUBLISHED]
    frame = frame[frame["cells"] > 0].assign(status=SHOWN).reset_index(drop=True)
    held = {name: document["tabulations"][name] for name in frame["tabulation"]}
    document = document | ({"tabulations": held} if held else {})
    frame = frame.drop(columns=["tabulation", "closest_cells"]).rename(columns={"title": "table"})
    missing = () if len(frame) else ("No tabulation of local sources was solved.",)
    told = "Cells are counted, not people; why a cell is hidden is not told."
    note = (
        "A count that stands in several tables is counted in each of them; the test that ends a build counts "
        "it once."
    )
    return _made(frame, place, document, missing, told, note)


def narrowest(area):
    """Return how closely a reader can tell the hidden counts of an edition that are protected least.

    A `Controlled` of one row: `known_to_be` in words, of how many `counts`, in how many `tables`.
    """
    place, document = _solved(area)
    every = [entry["narrowest"] for entry in document["tabulations"].values() if "narrowest" in entry]
    ends = min(((lower, upper) for lower, upper, _ in every), key=_width, default=None)
    same = [number for *other, number in every if tuple(other) == ends]
    frame = pd.DataFrame(
        {
            "known_to_be": [in_words_of_range(*(ends or (0, 0)))],
            "counts": [sum(same)],
            "tables": [len(same)],
            "status": [SHOWN],
        }
    )
    missing = () if same else ("No hidden count can be a small one.",)
    told = "Worked out from what is shown alone, as anybody could."
    return _made(frame, place, document, missing, told)


def _width(ends):
    lower, upper = ends
    return (math.inf if upper is None else upper - lower, lower)


def rules(area):
    """Return the rules under which an edition of `area` hides figures about people, as `Controlled`."""
    place, document = _solved(area)
    frame = pd.DataFrame(
        {
            "figures_about": name.replace("_", " ").capitalize(),
            "counts_hidden": f"{0 if not policy['show_zeros'] else 1} to {policy['hide_below'] - 1}",
            "smallest_area": LEVELS[policy["floor"]],
            "years_added_up": str(policy["pooled_years"] or "no"),
            "rounded": f"to {policy['rounding']}" if policy["rounding"] > 1 else "no",
            "decided_by": ", ".join(filter(None, (policy["decided_by"], policy["decided_on"]))),
            "status": SHOWN,
        }
        for name, policy in document["policies"].items()
        if name != AS_PUBLISHED
    )
    return _made(frame, place, document, (), "Rules are stated, not people counted.")


def shown_as_published(area):
    """Return what an edition of `area` shows as its publisher prints it, a row a series, as `Controlled`."""
    from analysis.disclosure import series
    from analysis.publish.door.control import cards_now

    place, document = _solved(area)
    known, rows = cards_now(), []
    for name, fields in document["as_published"].items():
        own, card = series.ALL[name], known[series.ALL[name].cited]
        whose = ", ".join(filter(None, (card.title, own.of)))
        by = ", ".join(FIELDS.get(one, one.replace("_", " ")) for one in fields)
        rows.append((whose, card.publisher, by, SHOWN))
    frame = pd.DataFrame(rows, columns=["figures_about", "printed_by", "shown_by", "status"])
    return _made(frame, place, document, (), "Tables are listed, not people counted.")


def revisions(area):
    """Return which series were counted anew up to an edition of `area`, and why, as `Controlled`."""
    place, document = _solved(area)
    cards = _cards_of(document)
    frame = pd.DataFrame(
        [
            (
                cards[one["source"]].title,
                one["edition"],
                one.get("published_on", "this edition"),
                one["reason"],
            )
            for one in document.get("revisions", [])
        ],
        columns=["figures_about", "counted_anew_in", "published_on", "reason"],
    ).assign(status=SHOWN)
    missing = () if len(frame) else ("No series has been counted anew.",)
    told = "Editions are listed, not people counted."
    return _made(frame, place, document, missing, told)


def changes(area):
    """Return what an edition of `area` counts beside the one before it, one row a source, as `Controlled`.

    Quarters are told and no figures: which are new, and whether a series was counted anew.
    """
    place, document = _solved(area)
    cards, rows = _cards_of(document), []
    anew = {one["source"] for one in document.get("revisions", []) if one["edition"] == document["edition"]}
    for source, card in cards.items():
        quarters, before = _quarters(document, source), sorted(settings.kept_counts(source) or {})
        if quarters and (before or source in anew):
            # Of a series that is counted anew no earlier count is in force any more.
            newest = quarters_in_words(before[-1:]) if before else "counted anew, whole"
            new = sum(bool(before) and one > before[-1] for one in quarters)
            told = [newest, quarters_in_words(quarters[-1:]), str(new or "none")]
            rows.append([card.title, *told, "yes" if source in anew else "no", SHOWN])
    columns = ["figures_about", "newest_before", "newest_now", "new_quarters", "counted_anew", "status"]
    frame = pd.DataFrame(rows, columns=columns)
    missing = () if rows else ("No edition was published before this one: all that is in it is new.",)
    return _made(frame, place, document, missing, "Quarters are told, not people counted.")


def _quarters(document, source):
    """Return the quarters of which an edition tells anything of a source, in order."""
    entries = [entry for entry in document["tabulations"].values() if entry["source"] == source]
    return sorted({one for entry in entries for each in entry["periods"].values() for one in each})


def _solved(area):
    """Return the Area and what was solved for it."""
    from analysis.publish.door.control import document_now

    place = areas.area(area)
    document = document_now(place.slug)
    if document["area"] != place.slug:
        raise InputError(
            f"What was solved is of {document['area']}, not of {place.slug}: load its tables first."
        )
    return place, document


def _made(frame, place, document, missing, told, note=None):
    cards = _cards_of(document)
    suppliers = {VICTIMS: document.get("supplier")}
    return admit(
        Controlled,
        frame=frame,
        cards=tuple(cards.values()),
        publishers=tuple(suppliers.get(source) or card.publisher for source, card in cards.items()),
        periods=tuple("" for _ in cards),
        period=None,
        note=note,
        invented=place.invented,
        missing=missing,
        too_old=(),
        controls=(told,),
        tabulation="",
        left_out=False,
        ceiling={},
    )


def _cards_of(document):
    """Return the cards by which the series that a document is about are cited, by the series' names."""
    from analysis.disclosure import series
    from analysis.publish.door.control import cards_now

    sources = dict.fromkeys(entry["source"] for entry in document["tabulations"].values())
    return {source: cards_now()[series.ALL[source].cited] for source in sources}
