"""The two levels of a report: the main report in its parts, and its annexes, as `levels.toml` lists them.

A chapter is cut at its headings into sections. The main report has of a section its heading, its first
paragraph, what is published with `main=True` and the note that follows it; an annex has the rest. Of a table
with more than `MOST_ROWS` rows the main report has the first, and an annex all.
"""

import functools
import re
import tomllib
from dataclasses import dataclass, replace
from importlib import resources
from typing import Annotated

import pydantic

from analysis import toml_file
from analysis.publish.report.chapters import Prose, Published

HEADING = re.compile(r"^#{2,3} .*$", re.MULTILINE)
PLACE = re.compile(r"\{#([\w-]+)\}\s*$")
NOT_PROSE = re.compile(r"\s*([#|>`]|:::|[-*+]\s|\d+\.\s)")
OWN_WORDS = re.compile(r"\s*:::+ *\{\.commentary")
MOST_TITLES = 4
MOST_ROWS = 12
NOT_ASSESSED, NOT_ASSESSED_TITLE = "not_assessed.html", "What could not be assessed"

Pages = Annotated[int, pydantic.Field(ge=1)]


class Part(toml_file.Entry):
    """A part of the main report: its title, the numbers of its chapters, and the pages that it may take."""

    title: toml_file.Text
    chapters: toml_file.SomeTexts
    pages: Pages
    open_pages: Pages


class Annex(toml_file.Entry):
    """An annex: its letter, its title, and which sections it holds; the one without any takes the rest."""

    letter: toml_file.Text
    title: toml_file.Text
    sections: toml_file.Texts

    @property
    def called(self):
        """Return how a fold says that its content is there: "In annex A: tables"."""
        return f"In annex {self.letter}: {self.title[0].lower()}{self.title[1:]}"

    def holds(self, chapter, section):
        """Return whether it names a section of a chapter, or all of the chapter."""
        return bool({chapter.number, f"{chapter.number}#{section.place}"} & set(self.sections))


class _Levels(toml_file.Entry):
    pages: Pages
    open_pages: Pages
    part: Annotated[tuple[Part, ...], toml_file.Listed]
    annex: Annotated[tuple[Annex, ...], toml_file.Listed]


@functools.cache
def levels():
    """Return what `levels.toml` holds: each `part` of the main report, each `annex`, and their pages."""
    path = resources.files("analysis.publish.report").joinpath("levels.toml")
    return toml_file.checked(_Levels, tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def parts(chapters):
    """Return (title, its chapters) of each part of the main report.

    A chapter that no part names follows as a part of its own, so that what the office wrote below it is kept.
    """
    found = levels().part
    named = [(part.title, [one for one in chapters if one.number in part.chapters]) for part in found]
    others = [one for one in chapters if not any(one.number in part.chapters for part in found)]
    return [*named, *((one.title, [one]) for one in others)]


def over_budget(bookmarks, pages, chapters, is_open):
    """Return a sentence for each part of the main report that takes too many pages, and for the whole.

    `bookmarks` are (title, first page) of the parts of a PDF with so many `pages`, made of `chapters`;
    `is_open` tells whether the edition has no files of the office's own.
    """
    held, may = levels(), "open_pages" if is_open else "pages"
    ends = [at for _, at in bookmarks[1:]] + [pages + 1]
    taken = {title: end - begin for (title, begin), end in zip(bookmarks, ends, strict=True)}
    if any(one.number in held.part[0].chapters for one in chapters):
        taken[held.part[0].title] = taken.pop(bookmarks[0][0])  # page one has the headline for its title
    found = [(one.title, taken.get(one.title, 0), getattr(one, may)) for one in held.part]
    found.append(("The main report", pages, getattr(held, may)))
    return [
        f"{title}: {many} pages of the PDF, and at most {most} were meant."
        for title, many, most in found
        if many > most
    ]


@dataclass(frozen=True)
class Section:
    """A heading of a chapter with the blocks beneath it, up to the next; the opening has no heading."""

    heading: str
    blocks: tuple

    @property
    def place(self):
        """Return the id that its heading gives itself, "" without one."""
        found = PLACE.search(self.heading)
        return found[1] if found else ""

    @property
    def pieces(self):
        """Return what it publishes, without what cannot be shown."""
        return [one.piece for one in self.blocks if isinstance(one, Published) and not is_gap(one)]

    @property
    def exhibits(self):
        """Return its figures and tables."""
        return [piece for piece in self.pieces if piece["kind"] in ("figure", "table")]

    @property
    def is_main(self):
        """Return whether the main report has any of it."""
        return any(piece.get("main") for piece in self.pieces)

    @property
    def is_empty(self):
        """Return whether all that it was to publish cannot be shown."""
        return not self.pieces and any(isinstance(one, Published) for one in self.blocks)


def is_gap(block):
    """Tell whether a block is what cannot be shown."""
    return isinstance(block, Published) and block.piece["kind"] == "gap"


def sections(blocks):
    """Return the sections of a chapter, of the blocks that it shows."""
    found = [("", [])]
    for block in blocks:
        if isinstance(block, Published):
            found[-1][1].append(block)
            continue
        if OWN_WORDS.match(block.text):
            found.append(("", [block]))
            continue
        at = 0
        for heading in HEADING.finditer(block.text):
            found[-1][1].append(Prose(block.text[at : heading.start()]))
            found.append((heading[0], []))
            at = heading.end()
        found[-1][1].append(Prose(block.text[at:]))
    return [
        Section(heading, tuple(one for one in blocks if isinstance(one, Published) or one.text.strip()))
        for heading, blocks in found
    ]


def standing(found):
    """Return sections without those of which nothing can be shown; what stood beneath one moves up."""
    kept, moved = [], False
    for section in found:
        beneath = section.heading.startswith("###")
        if not beneath:
            moved = section.is_empty
        if not section.is_empty:
            heading = section.heading[1:] if beneath and moved else section.heading
            kept.append(Section(heading, section.blocks))
    return kept


def main(blocks):
    """Return the blocks of a chapter that the main report has."""
    kept = []
    for section in sections(blocks):
        if section.is_main and section.heading:
            kept.append(Prose(re.sub("^###", "##", section.heading)))
        kept += _main_of(section)
    return kept


def _main_of(section):
    kept, led, follows = [], not section.is_main, False
    for block in section.blocks:
        if isinstance(block, Published):
            follows = bool(block.piece.get("main"))
            if follows:
                kept.append(_begun(block) if _is_long(block) else block)
                led = True
            continue
        if OWN_WORDS.match(block.text):
            kept.append(block)
        elif follows and block.text.lstrip().startswith(">"):
            kept.append(Prose(_paragraphs(block.text)[0]))
        elif not led:
            kept += [Prose(f"::: {{.lead}}\n{one}\n:::") for one in prose_of(block.text)[:1]]
            led = bool(kept)
    return kept


def _is_long(block):
    grid = block.piece["grid"] if block.piece["kind"] == "table" else None
    return bool(grid) and len(grid["rows"]) > MOST_ROWS


def _begun(block):
    """Return the first rows of a long table, with a note that says so."""
    grid, note = block.piece["grid"], block.piece.get("note") or ""
    more = f"The first {MOST_ROWS} of {len(grid['rows']):,} rows. An annex has them all."
    begun = {**grid, "rows": grid["rows"][:MOST_ROWS]}
    return replace(block, piece=block.piece | {"grid": begun, "note": f"{note} {more}".strip()})


def prose_of(text):
    """Return the paragraphs of Markdown that are prose: no heading, table, quote, list or code."""
    return [one for one in _paragraphs(text) if not NOT_PROSE.match(one)]


def _paragraphs(text):
    return [one.strip() for one in re.split(r"\n\s*\n", text) if one.strip()]


def of_annex(annex, chapter):
    """Return the blocks that an annex has of a chapter; none where it shows nothing.

    What stood beneath a section that it has not moves up: no document skips a level of headings.
    """
    kept, has_above = [], False
    for section in sections(chapter.shown):
        beneath = section.heading.startswith("###")
        if beneath and not has_above:
            section = replace(section, heading=section.heading[1:])
        is_here = annex_of(chapter, section) == annex and not section.is_empty
        rest = _rest_of(section) if is_here else []
        if section.heading and not beneath:
            has_above = bool(rest)
        kept += rest
    return kept if any(isinstance(one, Published) for one in kept) else []


def annex_of(chapter, section):
    """Return the annex that has what the main report does not have of a section."""
    annexes = levels().annex
    holding = [annex for annex in annexes if annex.holds(chapter, section)]
    return (holding or [annex for annex in annexes if not annex.sections])[0]


def _rest_of(section):
    """Return what the main report has not of a section; of one that has nothing else, nothing."""

    def elsewhere(block):
        if isinstance(block, Published):
            return (block.piece.get("main") and not _is_long(block)) or is_gap(block)
        return OWN_WORDS.match(block.text)

    rest = [block for block in section.blocks if not elsewhere(block)]
    if section.is_main and not any(isinstance(one, Published) for one in rest):
        return []
    return [Prose(section.heading), *rest] if section.heading else rest


def not_assessed(chapters):
    """Return a row for each part of which something could not be assessed: (part, what, what is missing).

    What has no source, and what would belong to the main report were its figures not too old.
    """
    rows = []
    for part in levels().part:
        pieces = [piece for one in chapters if one.number in part.chapters for piece in one.pieces]
        lost = [one for one in pieces if one.get("lacks")]
        if lost:
            lacks = dict.fromkeys(said for one in lost for said in one["lacks"].split("; "))
            rows.append((part.title, _titles(lost), "; ".join(lacks)))
    return rows


def _titles(lost):
    titles = list(dict.fromkeys(one["title"] for one in lost if one["title"] != one["words"]))
    more = len(titles) - MOST_TITLES
    return "; ".join([*titles[:MOST_TITLES], *([f"and {more} more"] if more > 0 else [])])
