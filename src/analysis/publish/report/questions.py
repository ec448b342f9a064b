"""From each question to what answers it, and back: item, measure, chapter, figure, source and file.

All of it is written from the entries of the manifest, so that everyone with an edition can follow it.
"""

from dataclasses import dataclass

import pandas as pd

from analysis import tables
from analysis.errors import InputError
from analysis.measures.office.register import called
from analysis.publish.report import documents


@dataclass(frozen=True, eq=False)
class Registers:
    """What the registers of data/reference ask in an area, read once for an edition.

    `items` are the recommendations and the terms of reference, `measures` the list of measures, `index` their
    chapters and cards and `gaps` what is open.
    """

    items: pd.DataFrame
    measures: pd.DataFrame
    index: pd.DataFrame
    gaps: pd.DataFrame


def registers(area):
    """Return the `Registers` of an area."""
    items = pd.concat(
        [tables.registers.recommendations(area), tables.registers.terms_of_reference(area)], ignore_index=True
    )
    return Registers(
        items,
        tables.registers.measure_list(area),
        tables.registers.measure_index(area),
        tables.registers.standing_gaps(area),
    )


def asked(held):
    """Return what `Registers` ask, as a manifest holds it: items, measures and their chapters.

    `items` is {item: its measures}; `measures` is {measure: its title, chapters and cards}.
    """
    items = {row.item: row.measures.split(documents.BETWEEN) for row in held.items.itertuples()}
    measures = {}
    for name, rows in held.index.groupby("measure", sort=False):
        named = {link: rows.loc[rows["link"] == link, "name"].tolist() for link in ("chapter", "card")}
        title = rows["title"].iloc[0]
        measures[name] = {"title": title, "chapters": named["chapter"], "cards": named["card"]}
    return {"items": items, "measures": measures}


def places(questions, chapters):
    """Return {name: address} of the items, measures and chapters that an edition of `chapters` holds."""
    found = {name: f"{documents.QUESTIONS}#{slug(name)}" for name in questions["items"]}
    found |= {name: f"{documents.QUESTIONS}#{name}" for name in questions["measures"]}
    found |= {called(name): f"{name}.html" for name in chapters}
    return found | {name[3:].replace("_", " "): f"{name}.html" for name in chapters}


def slug(item):
    """Return the id of an item on the page of questions, such as "recommendation-4"."""
    return item.replace(" ", "-")


def answered(entry, measures):
    """Return the measures that a piece answers, of its entry in a manifest.

    They are those of its chapter which are made from one of its sources, and where none is, as in a chapter
    on methods, all of its chapter's.
    """
    of_chapter = [name for name, one in measures.items() if entry["chapter"] in one["chapters"]]
    shared = [name for name in of_chapter if not set(measures[name]["cards"]).isdisjoint(entry["cards"])]
    return shared or of_chapter


def pieces(manifest):
    """Return the entries of the pieces that answer a question: figures, tables, and what cannot be said."""
    return [*manifest["figures"], *(entry for entry in manifest["said"] if entry["kind"] == "gap")]


def files_of(card, manifest):
    """Return the names of the files of a card that an edition was made from; none where it is missing."""
    kinds = ("inputs", "extracts", "kept")
    found = [one["file"] for kind in kinds for one in manifest[kind] if one["card"] == card]
    return list(dict.fromkeys(found))


def unwritten(manifest):
    """Return the chapters that a measure names and the edition does not hold."""
    named = {name for one in manifest["questions"]["measures"].values() for name in one["chapters"]}
    return sorted(named - set(manifest["chapters"]))


def dead_ends(manifest):
    """Return a sentence for each place where the way from a question to a source ends, of a manifest.

    What no file was read for is none: there the page says so. Neither is a chapter that was not built.
    """
    measures, there = manifest["questions"]["measures"], pieces(manifest)
    reached = {name for entry in there for name in answered(entry, measures)}
    said = [
        f"{name}, {one['title']}: no figure of {' or '.join(one['chapters'])} is made from its sources."
        for name, one in measures.items()
        if name not in reached and set(one["chapters"]) <= set(manifest["chapters"])
    ]
    for entry in manifest["figures"]:
        if not answered(entry, measures):
            said.append(f"{entry['name']}: no measure appears in the chapter {entry['chapter']}.")
        if not entry["cards"]:
            said.append(f"{entry['name']}: names no source.")
    return said


def refuse_dead_ends(manifest):
    """Raise InputError for an edition of all chapters in which a figure or a measure leads nowhere."""
    if not unwritten(manifest) and (ends := dead_ends(manifest)):
        told = "\n".join(ends)
        raise InputError(
            f"{len(ends)} ways from a question to its source lead nowhere. Correct the chapters or the cards "
            f"of data/reference/measures.toml.\n{told}"
        )


def named_cards(manifest):
    """Return the cards that a piece or a measure of an edition names, in order."""
    named = {card for entry in pieces(manifest) for card in entry["cards"]}
    return sorted(
        named | {card for one in manifest["questions"]["measures"].values() for card in one["cards"]}
    )


def named(entry):
    """Return what a piece is called, of its entry in a manifest: "Figure 2.3: " and its title."""
    gap = entry["kind"] == "gap"
    return f"{'What cannot be said' if gap else documents.label(entry['name'])}: {entry['title']}"
