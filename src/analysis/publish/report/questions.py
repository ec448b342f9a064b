"""From each question to what answers it, and back: item, measure, chapter, figure, source and file.

All of it is written from the entries of the manifest, so that everyone with an edition can follow it.
"""

import pandas as pd

from analysis import settings, tables
from analysis.errors import InputError
from analysis.measures.office.register import called
from analysis.publish.report import changes, documents, levels
from analysis.tables.registers.measure_list import measure_list

TITLE = "From question to file"
REGISTER = "15_recommendations"
CONTENTS = "index.html#what-this-was-built-from"
MOST_FILES = 5
NO_FIGURE = "No figure of it is in this edition."
INTRODUCTION = (
    "Each recommendation and term of reference, the measures that answer it, the figures of each measure, "
    "and the files that a figure was made from; and from each figure back to what asks for it. What is "
    "missing appears here too."
)


def registers(area):
    """Return the tables of what the registers of data/reference ask in an area, read once for an edition.

    `items` are the recommendations and the terms of reference, `measures` the list of measures, `index` their
    chapters and cards and `gaps` what is open.
    """
    of = tables.registers
    return {
        "items": pd.concat([of.recommendations(area), of.terms_of_reference(area)], ignore_index=True),
        "measures": measure_list(area),
        "index": of.measure_index(area),
        "gaps": of.standing_gaps(area),
    }


def asked(held):
    """Return what `registers` ask, as a manifest holds it: items, measures and their chapters.

    `items` is {item: its measures}; `measures` is {measure: its title, chapters and cards}.
    """
    items = {row.item: row.measures.split(documents.BETWEEN) for row in held["items"].itertuples()}
    measures = {}
    for name, rows in held["index"].groupby("measure", sort=False):
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


def dead_ends(manifest):
    """Return a sentence for each place where the way from a question to a source ends, of a manifest.

    What no file was read for is none: there the page says so. Neither is a chapter that was not built.
    """
    measures, there = manifest["questions"]["measures"], pieces(manifest)
    ours = {path.stem[:2] for path in settings.notebooks().glob("*.ipynb")}
    reached = {name for entry in there for name in answered(entry, measures)}
    said = [
        f"{name}, {one['title']}: no figure of {' or '.join(one['chapters'])} is made from its sources."
        for name, one in measures.items()
        if name not in reached and set(one["chapters"]) <= set(manifest["chapters"])
    ]
    for entry in manifest["figures"]:
        # What an office asks in a chapter of its own is in no list of this project.
        if entry["chapter"][:2] in ours and not answered(entry, measures):
            said.append(f"{entry['name']}: no measure appears in the chapter {entry['chapter']}.")
        if not entry["cards"]:
            said.append(f"{entry['name']}: names no source.")
    return said


def refuse_dead_ends(manifest):
    """Raise InputError for an edition of all chapters in which a figure or a measure leads nowhere."""
    named = {name for one in manifest["questions"]["measures"].values() for name in one["chapters"]}
    if named <= set(manifest["chapters"]) and (ends := dead_ends(manifest)):
        told = "\n".join(ends)
        raise InputError(
            f"{len(ends)} ways from a question to its source lead nowhere. Correct the chapters or the cards "
            f"of data/reference/measures.toml.\n{told}"
        )


def named(entry):
    """Return what a piece is called, of its entry in a manifest: "Figure 2.3: " and its title."""
    gap = entry["kind"] == "gap"
    return f"{'What cannot be said' if gap else documents.label(entry['name'])}: {entry['title']}"


def page(manifest, cards, held, **about):
    """Return the page of questions as a Markdown document, of an edition's manifest and the `registers`."""
    parts = [documents.front_matter(title=TITLE, lang="en-GB", **about), INTRODUCTION]
    measures, there = manifest["questions"]["measures"], pieces(manifest)
    by_name = {entry["name"]: answered(entry, measures) for entry in there}
    for kind, rows in held["items"].groupby("item_kind", sort=False):
        parts.append(f"## {kind.capitalize()}{'s' if kind == 'recommendation' else ''}")
        parts += [_item(row, measures, manifest["chapters"]) for row in rows.itertuples()]
    parts.append("## Measures")
    for row in held["measures"].itertuples():
        parts.append(_measure(row, manifest, there, by_name, held["gaps"], cards))
    parts.append("## Figures")
    for chapter in manifest["chapters"]:
        entries = [entry for entry in there if entry["chapter"] == chapter]
        if entries:
            heading = f"### [{called(chapter)}]({chapter}.html) {{#{chapter}}}"
            parts += [heading, _figures(entries, by_name, cards)]
    parts.append("## Sources and their files")
    sources = {card for one in (*there, *measures.values()) for card in one["cards"]}
    parts.append("\n".join(_source(name, manifest, cards) for name in sorted(sources)))
    return f"{documents.together(parts)}\n"


def _item(row, measures, chapters):
    measured = row.measures.split(documents.BETWEEN)
    lines = [
        f"### {documents.escape(f'{row.item[:1].upper()}{row.item[1:]}')} {{#{slug(row.item)}}}",
        documents.escape(row.asks),
        f"*Asked of:* {documents.escape(row.addressee)}. *The question:* {documents.escape(row.question)}",
        f"*What is claimed, the evidence and independent views:* {_chapter(REGISTER, chapters)}.",
        "\n".join(f"- [{name}](#{name}) {documents.escape(measures[name]['title'])}" for name in measured),
    ]
    return documents.together(lines)


def _chapter(name, chapters):
    return f"[{called(name)}]({name}.html)" if name in chapters else f"{called(name)}, not in this edition"


def _measure(row, manifest, there, by_name, gaps, cards):
    """Return what a measure is, who asks for it, and each figure, gap and source of it."""
    name, asked = row.measure, manifest["questions"]
    one = asked["measures"][name]
    asked_by = [item for item, wanted in asked["items"].items() if name in wanted]
    lines = [
        f"### {name}. {documents.escape(one['title'])} {{#{name}}}",
        f"*Counted:* {documents.escape(row.numerator)}. *Of:* {documents.escape(row.denominator)}. "
        f"*Interval:* {documents.escape(row.interval)}. *Updated:* {documents.escape(row.refresh)}.",
    ]
    if asked_by:
        lines.append(f"*Asked for by:* {', '.join(f'[{item}](#{slug(item)})' for item in asked_by)}.")
    stands = "; ".join(_chapter(each, manifest["chapters"]) for each in one["chapters"])
    lines.append(f"*Stands in:* {stands}.")
    found = [f"- {_piece(entry)}" for entry in there if name in by_name[entry["name"]]]
    lines.append("\n".join(found) if found else NO_FIGURE)
    wanting = [
        f"{documents.escape(gap.item)} ({documents.escape(gap.why)}; {documents.escape(gap.held_by)})"
        for gap in gaps.itertuples()
        if name in gap.measures.split(documents.BETWEEN)
    ]
    if wanting:
        lines.append(f"*Missing, why, and who holds it:* {'; '.join(wanting)}.")
    made_from = [_source_link(card, cards) for card in one["cards"]]
    lines.append(f"*Made from:* {', '.join(made_from) or 'no file that is known'}.")
    return documents.together(lines)


def _piece(entry):
    """Return a link to a piece in its chapter."""
    # What cannot be said for one reason may share a box, so that it has no place of its own.
    gap = entry["kind"] == "gap"
    place = f"{levels.NOT_ASSESSED}#{entry['chapter']}" if gap else changes.address(entry)
    return f"[{documents.escape(named(entry))}]({place})"


def _source_link(name, cards):
    """Return a link to a source in the list of sources, by its title."""
    return f"[{documents.escape(_title(name, cards))}](#source-{name})"


def _title(name, cards):
    return cards[name].title if name in cards else name


def _figures(entries, by_name, cards):
    """Return a row for each piece of a chapter: itself, what it answers, and what it was made from."""
    rows = []
    for entry in entries:
        answers = ", ".join(f"[{name}](#{name})" for name in by_name[entry["name"]])
        sources = "; ".join(_source_link(name, cards) for name in entry["cards"])
        rows.append((f"[{_piece(entry)}]{{#{documents.anchor(entry['name'])}}}", answers, sources))
    return documents.table(("Figure", "Answers", "Made from"), rows)


def _source(name, manifest, cards):
    """Return a source with the files of it that were read, or that none was."""
    files = files_of(name, manifest)
    publisher = f" \\({documents.escape(cards[name].publisher)}\\)" if name in cards else ""
    told = ", ".join(documents.escape(file) for file in files[:MOST_FILES]) or "no file of it was read"
    more = f" [and {len(files) - MOST_FILES:,} more]({CONTENTS})" if len(files) > MOST_FILES else ""
    return f"- [**{documents.escape(_title(name, cards))}**]{{#source-{name}}}{publisher}: {told}{more}"
