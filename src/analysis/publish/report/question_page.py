"""The page of an edition that leads from each question to its figures and files, and back."""

from analysis.measures.office.register import called
from analysis.publish.report import documents, questions

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


def page(manifest, cards, held, **about):
    """Return the page of questions as a Markdown document, of an edition's manifest and its `Registers`."""
    parts = [documents.front_matter(title=TITLE, lang="en-GB", **about), INTRODUCTION]
    measures, there = manifest["questions"]["measures"], questions.pieces(manifest)
    by_name = {entry["name"]: questions.answered(entry, measures) for entry in there}
    for kind, rows in held.items.groupby("item_kind", sort=False):
        parts.append(f"## {kind.capitalize()}{'s' if kind == 'recommendation' else ''}")
        parts += [_item(row, measures, manifest["chapters"]) for row in rows.itertuples()]
    parts.append("## Measures")
    parts += [_measure(row, manifest, there, by_name, held.gaps, cards) for row in held.measures.itertuples()]
    parts.append("## Figures")
    for chapter in manifest["chapters"]:
        entries = [entry for entry in there if entry["chapter"] == chapter]
        if entries:
            heading = f"### [{called(chapter)}]({chapter}.html) {{#{chapter}}}"
            parts += [heading, _figures(entries, by_name, cards)]
    parts.append("## Sources and their files")
    parts.append("\n".join(_source(name, manifest, cards) for name in questions.named_cards(manifest)))
    return "\n\n".join(parts) + "\n"


def _item(row, measures, chapters):
    lines = [
        f"### {documents.escape(_called(row.item))} {{#{questions.slug(row.item)}}}",
        f"{documents.escape(row.asks)}",
        f"*Asked of:* {documents.escape(row.addressee)}. *The question:* {documents.escape(row.question)}",
        f"*What is claimed, the evidence and independent views:* {_chapter(REGISTER, chapters)}.",
        "\n".join(
            f"- [{name}](#{name}) {documents.escape(measures[name]['title'])}"
            for name in row.measures.split(documents.BETWEEN)
        ),
    ]
    return "\n\n".join(lines)


def _called(item):
    return f"{item[:1].upper()}{item[1:]}"


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
        lines.append(
            f"*Asked for by:* {', '.join(f'[{item}](#{questions.slug(item)})' for item in asked_by)}."
        )
    lines.append(
        f"*Stands in:* {'; '.join(_chapter(each, manifest['chapters']) for each in one['chapters'])}."
    )
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
    lines.append(
        f"*Made from:* {', '.join(made_from)}." if made_from else "*Made from:* no file that is known."
    )
    return "\n\n".join(lines)


def _piece(entry, mark=""):
    """Return a link to a piece in its chapter; `mark` are the attributes that make it a place itself."""
    # What cannot be said for one reason may share a box, so that it has no place of its own.
    place = "" if entry["kind"] == "gap" else f"#{documents.anchor(entry['name'])}"
    link = f"[{documents.escape(questions.named(entry))}]({entry['chapter']}.html{place})"
    return f"[{link}]{{{mark}}}" if mark else link


def _source_link(name, cards):
    """Return a link to a source in the list of sources, by its title."""
    return f"[{documents.escape(_title(name, cards))}](#source-{name})"


def _title(name, cards):
    return cards[name].title if name in cards else name


def _figures(entries, by_name, cards):
    """Return a row for each piece of a chapter: itself, what it answers, and what it was made from."""
    rows = ["| Figure | Answers | Made from |", "|:--|:--|:--|"]
    for entry in entries:
        answers = ", ".join(f"[{name}](#{name})" for name in by_name[entry["name"]])
        sources = "; ".join(_source_link(name, cards) for name in entry["cards"])
        place = f"#{documents.anchor(entry['name'])}"
        rows.append(f"| {_piece(entry, place)} | {answers} | {sources} |")
    return documents.in_div(".scroll", "\n".join(rows))


def _source(name, manifest, cards):
    """Return a source with the files of it that were read, or that none was."""
    files = questions.files_of(name, manifest)
    publisher = f" \\({documents.escape(cards[name].publisher)}\\)" if name in cards else ""
    told = ", ".join(documents.escape(file) for file in files[:MOST_FILES]) or "no file of it was read"
    more = f" [{_more(files)}]({CONTENTS})" if len(files) > MOST_FILES else ""
    return f"- [**{documents.escape(_title(name, cards))}**]{{#source-{name}}}{publisher}: {told}{more}"


def _more(files):
    return f"and {len(files) - MOST_FILES:,} more"
