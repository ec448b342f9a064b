"""One published piece: what a notebook shows, and what the build later writes into files."""

import base64
import csv
import html
import re
from dataclasses import asdict, dataclass, field

PIECE_TYPE = "application/vnd.victim-needs+json"
WATERMARK = "Invented data"
CAPTION = "text-align:left;min-width:28em"  # a narrow table's would appear in a column of single words
ADDRESS = re.compile(r"https?://[^\s<]+")
CANNOT_BE_SHOWN = "This cannot be shown."  # before the reasons of a gap, sentences of their own
DEFINITIONS = {
    "[c]": "suppressed, so that nobody can be recognised",
    "[x]": "not available",
    "[z]": "not applicable",
    "[low]": "more than zero, and rounds to it",
}


def with_figures(texts):
    """Return those of `texts` that hold a figure, each once and in order.

    >>> with_figures(["1,204", "Theft", "18-24", None])
    ['1,204', '18-24']
    """
    return sorted({text for text in texts if text and any(letter.isnumeric() for letter in text)})


def markers_in(rows):
    """Return what each marker in rows of text means."""
    return [f"{one} {means}" for one, means in DEFINITIONS.items() if any(one in row for row in rows)]


@dataclass(frozen=True)
class Grid:
    """The numbers of a piece as every form shows them: headings, rows of text, and which columns are numbers.

    `printed` is {column of the measure: its heading} for what is in it.
    """

    headings: tuple
    rows: tuple
    numeric: tuple
    printed: dict = field(default_factory=dict)
    linked: tuple = ()  # which columns name what an edition has a place for: items, measures, chapters

    @property
    def legend(self):
        """Return what each marker in the rows means, or nothing when there is none."""
        return "; ".join(markers_in(self.rows))

    def html(self, caption):
        """Return an accessible table: caption, column and row headers with their scope.

        `caption` is HTML; what the markers mean appears beneath it.
        """
        head = "".join(
            f'<th scope="col"{_side(number)}>{html.escape(heading)}</th>'
            for heading, number in zip(self.headings, self.numeric, strict=True)
        )
        body = "".join(f"<tr>{self._row(row)}</tr>\n" for row in self.rows)
        caption += f"<br>{html.escape(self.legend)}." if self.legend else ""
        return (
            f'<table>\n<caption style="{CAPTION}">{caption}</caption>\n<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{body}</tbody>\n</table>"
        )

    def _row(self, row):
        first, *rest = zip(row, self.numeric, strict=True)
        cells = "".join(f"<td{_side(number)}>{_broken(cell)}</td>" for cell, number in rest)
        return f'<th scope="row"{_side(first[1])}>{_broken(first[0])}</th>{cells}'


def _side(number):
    return f' style="text-align:{"right" if number else "left"}"'


def _broken(cell):
    """Return a cell as HTML; an address breaks where it can, or it would push the column out of sight."""
    return ADDRESS.sub(lambda found: found[0].replace("/", "/<wbr>"), html.escape(cell))


@dataclass(frozen=True)
class Piece:
    """A figure, a table or a gap, ready for a notebook and for the build. Drawing one writes no file."""

    kind: str
    title: str
    subtitle: str = ""
    alt: str = ""
    source: str = ""
    cards: tuple = ()
    note: str = ""
    invented: bool = False
    svg: str = ""
    csv: str = ""
    words: str = ""  # of a sentence itself, of a gap the reasons
    grid: Grid | None = None
    tabulation: str = ""
    said: tuple = ()
    drawn: tuple = ()
    lines: tuple = ()
    places: str = ""
    sure: str = ""
    leads_to: str = ""
    general: bool = False  # its title or sentence is what it says otherwise: it has no figure
    small: bool = False  # of page one, where print has its title and picture alone
    main: bool = False  # belongs to the main report; what does not, to an annex
    restricted: bool = False  # shows places of a language that no report may place: of the annex alone
    lacks: str = ""  # of what cannot be shown there: which sources are missing or too old, and whose they are

    @property
    def figures(self):
        """Return every text with a figure that may appear in the piece, but for the scales of its picture.

        Cells, the words of its values, names and periods, each whole: the digits in the label of an age
        band count nobody.
        """
        texts = [cell for row in csv.reader(self.csv.splitlines()) for cell in row]
        if self.grid:
            texts += [
                *self.grid.headings,
                *(cell for row in self.grid.rows for cell in row),
                self.grid.legend,
            ]
        # A picture writes words of several lines line by line.
        texts += [line for words in self.drawn for line in (words, *words.split("\n"))]
        reasons = [self.words] if self.kind == "gap" else []
        return with_figures([*texts, *self.said, self.note, self.source, *reasons])

    def for_the_build(self):
        """Return everything a document needs, as JSON can carry it."""
        always = ("kind", "title", "subtitle", "alt", "source", "note", "invented", "svg", "csv")
        always += ("words", "tabulation", "figures", "main", "lacks")
        some = {
            name: getattr(self, name)
            for name in ("places", "sure", "general", "small", "leads_to", "restricted")
        }
        some["lines"] = [list(line) for line in self.lines]
        some["grid"] = asdict(self.grid) if self.grid else None
        return {
            **{name: getattr(self, name) for name in always},
            "cards": list(self.cards),
            **{name: one for name, one in some.items() if one},
        }

    def html(self):
        """Return the piece as an accessible `figure`: picture, caption, and its numbers beneath."""
        if self.kind == "gap":
            return f'<figure class="gap"><p>{html.escape(self.words)}</p></figure>'
        said = filter(None, [self.subtitle, WATERMARK if self.invented else ""])
        caption = "<br>".join([f"<strong>{html.escape(self.title)}</strong>", *map(html.escape, said)])
        below = "".join(
            f"<p><small>{html.escape(words)}</small></p>\n"
            for words in (self.note, f"Source: {self.source}")
            if words
        )
        if self.kind == "table":
            body = self.grid.html(caption)
        else:
            picture = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
            body = (
                f"<figcaption>{caption}</figcaption>\n"
                f'<img alt="{html.escape(self.alt)}" style="width:7.2in;max-width:100%" '
                f'src="data:image/svg+xml;base64,{picture}">\n'
                "<details><summary>The numbers behind this figure</summary>\n"
                f"{self.grid.html(html.escape(self.title))}\n</details>"
            )
        return f'<figure class="{self.kind}">\n{body}\n{below}</figure>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        told = " ".join(words for words in (self.words, self.sure) if words)
        if self.kind == "sentence":
            return {"text/plain": told, "text/markdown": told, PIECE_TYPE: self.for_the_build()}
        return {
            "text/plain": self.words if self.kind == "gap" else self.title,
            "text/html": self.html(),
            PIECE_TYPE: self.for_the_build(),
        }


def gap(exhibit, page, reasons=()):
    """Return the piece that appears where a figure cannot: what cannot be shown, and why."""
    reasons = " ".join(f"{reason.rstrip('.')}." for reason in reasons or exhibit.missing)
    gone = [f"{one.title} ({one.publisher})" for one in exhibit.sources if one.missing]
    kept = {name: page[name] for name in ("title", "said", "cards", "invented", "tabulation")}
    words = {"words": f"{CANNOT_BE_SHOWN} {reasons}", "lacks": "; ".join(dict.fromkeys(gone))}
    return Piece(kind="gap", source=exhibit.citation, **kept, **words)
