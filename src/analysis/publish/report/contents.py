"""The first page of an edition: page one, then its chapters, and what it was built from."""

import re
from importlib import metadata

from analysis import areas, settings, toml_file
from analysis.errors import how_many
from analysis.publish.exhibits.rows import REAL
from analysis.publish.report import changes, comparison, documents, questions
from analysis.sources import ages

# What every page and form says to somebody who reads it and needs help now, the most urgent first.
# 999 and 101 reach every police force of England and Wales. A caller on a mobile phone who cannot speak is
# asked to press 55 ("Silent Solution"). Other numbers change, and appear here only once they were checked.
HELP = (
    "In danger now? Call 999. If you cannot speak, and call from a mobile phone, listen, and press 55 when "
    "you are asked to.",
    "Not an emergency? Call 101 to reach the police where you are. Say if you need an interpreter.",
    "The police may share what you tell them with immigration enforcement. If that worries you, ask a "
    "support service first what it shares, and with whom.",
)


class Publisher(toml_file.Entry):
    """Who publishes the assessment, and whom a reader asks, as data/report.toml says it."""

    publisher: toml_file.Text
    contact: toml_file.Text


def about(place, edition, period, mark):
    """Return what every page and form says of itself: its area, edition and period, its mark, and help.

    Also who publishes it, whom to ask, and with which version of this package it was made.
    """
    found = toml_file.read(
        settings.data("report.toml"), "It says who publishes the assessment. Restore it from the repository."
    )
    by = toml_file.checked(Publisher, found, "data/report.toml")
    said = {"area": place.name, "edition": edition, "period": period, "invented": place.invented}
    publisher = by.publisher.replace("{publisher}", areas.publisher(place)).replace("{area}", place.name)
    said |= {"publisher": publisher, "contact": by.contact}
    said |= {"version": metadata.version("victim-needs-assessment")}
    return said | {"mark": mark, "help_lines": list(HELP)}


def index(results, about, sources, points, changed, places, files):
    """Return page one, the edition's contents and what it was built from, as a Markdown document.

    `sources` is what `built_from` gives. `changed` is the sentence on what changed since the edition before,
    nothing in a first edition; the summary says more of it. `files` are (title, address) of the report and
    its annexes.
    """
    title, opening = page_one(results, places)
    parts = [documents.front_matter(title=title or "Contents", lang="en-GB", **about), opening]
    if changed:
        parts += [f"## {changes.TITLE} {{#{changes.PLACE}}}", documents.escape(changed)]
        if any(chapter.name == comparison.SUMMARY for chapter in results):
            parts.append(f"[More on what changed]({comparison.SUMMARY}.html#{changes.PLACE})")
    parts += ["## The report and its annexes"]
    parts.append(documents.in_div(".files", "\n".join(_file(*one) for one in files)))
    parts += ["## Contents"] if opening else []
    heading = "###" if opening else "##"
    for chapter in results:
        linked = f"[{documents.escape(documents.numbered(chapter))}]({chapter.name}.html)"
        parts.append(f"{heading} {linked} {{#{chapter.name}}}")  # an id of pandoc's own would hold the number
        parts.append(documents.first_paragraph(chapter))
    parts.append("## What this was built from")
    parts.append(sources)
    for heading, lines in points.items():
        if lines:
            parts += [f"## {heading}", "\n".join(f"- {documents.escape(line)}" for line in lines)]
    parts.append(f"[{questions.TITLE}: what each figure answers and was made from]({documents.QUESTIONS})")
    parts.append("[Everything that went in and came out, with its checksum (JSON)](manifest.json)")
    return f"{documents.together(parts)}\n"


def _file(title, address):
    words, _, kind = title.removesuffix(")").rpartition(" (")
    return f"- [[{documents.escape(kind)}]{{.kind}} {documents.escape(words)}]({address})"


def page_one(results, places):
    """Return the headline and the Markdown of page one, (None, "") of an edition without a summary."""
    summary = next((one for one in results if one.name == comparison.SUMMARY), None)
    return documents.page_one(summary, places) if summary else (None, "")


def period(used, as_of):
    """Return the years that the sources cover, as the head of a page says it."""
    years = [year for item in used for year in re.findall(r"(?:19|20)\d\d", str(item.period))]
    said = [f"As at {as_of.replace('-', ' ')}"] if as_of else []
    if years:
        said.append(f"Sources from {_span(years)}")
    return ". ".join(said) or None


def licences(names, cards, invented, day):
    """Return the words of the licences of sources by the ids of their cards; `day` is the edition's."""
    if invented:
        return [f"The figures, names and maps are invented, and free to use under the MIT licence; {REAL}."]
    lines = {cards[name].attribution: None for name in names if name in cards}
    # Of the edition, not of the day on which it is built: the same edition is the same next year.
    return [line.replace("{year}", str(day.year)) for line in lines if line]


def overdue(used, cards, as_of):
    """Return a sentence for each source that should have a newer edition by the quarter `as_of`.

    Without a quarter nothing is overdue: a page that knew today would be another page tomorrow.
    """
    if as_of is None:
        return []
    newest, lines, today = {}, [], settings.as_of_date(as_of)
    for item in used:
        newest[item.card_id] = max(str(item.until), newest.get(item.card_id, ""))
    for card_id, period in newest.items():
        card = cards.get(card_id)
        if card and ages.state(card, period, today) not in (ages.CURRENT, ages.DISCONTINUED):
            age = ages.months_old(period, today)
            said = f"is of {period}, {age} months before the end of {as_of}" if period else "says no period"
            lines.append(f"{card.title}: the newest file here {said}, and it is published {card.cadence}.")
    return lines


def built_from(used, cards, given):
    """Return what an edition was built from, as Markdown: each source with its period, files and checksum.

    `used` are the files of publishers and `cards` the catalogue's; `given` are (title, files) of what the
    office was given.
    """
    groups = {}
    for item in used:
        groups.setdefault((item.card_id, item.part), []).append(item)
    rows = []
    for (card_id, part), items in groups.items():
        card = cards.get(card_id)
        title = (card.title if card else card_id) + (f" ({part})" if part else "")
        file, checksum = how_many(len(items), "files"), "in the manifest"
        if len(items) == 1:
            file, checksum = items[0].file.name, f"`{items[0].sha256[:12]}…`"
        span = _span([str(item.period) for item in items if item.period])
        rows.append([*map(documents.escape, (title, span, file)), checksum])
    for title, files in given:
        words = documents.escape(f"{title} (given to the office)")
        span = _span([one[end] for one in files for end in ("first", "last")])
        rows.append([words, span, how_many(len(files), "files"), "in the manifest"])
    listed = documents.in_div(".sources", documents.table(("Source", "Period", "File", "SHA-256"), rows))
    return documents.in_div('.details summary="Each source, its period and its files"', listed)


def _span(periods):
    return " to ".join(dict.fromkeys([min(periods), max(periods)])) if periods else "–"
