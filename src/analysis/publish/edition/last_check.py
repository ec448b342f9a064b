"""The last check: read back all that an edition wrote, and refuse a figure that was not let out.

Every figure in every file is either one that the manifest declares for that piece, or stands in a listed
form (a year, a quarter, a code) or in what a person typed (the prose, the code of a cell). What lies in
the figures of a listed tabulation must moreover be a shown cell of `tabulations.json`. Beyond this check
are figures in words, and what the shapes of a drawing say by their size alone.
"""

import re
from pathlib import Path

from analysis import plain_file
from analysis.disclosure import document as documents
from analysis.disclosure import ledger
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.edition import documents as pages
from analysis.publish.edition import questions, reread, reread_forms, searching, since
from analysis.publish.edition.comparing import SUMMARY
from analysis.publish.edition.listed import PATTERNS, is_rate, listed, numbers, plain
from analysis.sources.catalogue import catalogue

MANIFEST, QUESTIONS = "manifest.json", "questions"
FILES = re.compile(
    r"manifest\.json|tabulations\.json|page\.js|search_index\.js|(?:index|questions)\.html|\d\d_[a-z0-9_]+\.(?:html|md)"
    r"|figures/\d\d-\d\d\.(?:svg|png)|slides/\d\d-\d\d\.png|data/\d\d-(?:table-)?\d\d\.csv"
    + "".join(f"|{re.escape(name)}" for name in (*forms.NAMES, *forms.PROFILE_NAMES, *forms.ANNEX_NAMES))
)
DOCUMENT = {
    "after",
    "area",
    "as_published",
    "edition",
    "as_of",
    "policies",
    "tabulations",
    "relations",
    "supplier",
}
DOCUMENT |= {"revised", "revisions"}
TABULATION = {
    "source",
    "unit",
    "by",
    "where",
    "policy",
    "periods",
    "cells",
    "title",
    "supplier",
    "reason",
    "narrowest",
}
MOST_SAID = 10
# To look through these takes as long as through the others, which are the PDF and the drawings above all.
BESIDE = (".html", ".md", ".js", ".docx", ".xlsx")


def last_check(folder, known=None, document=None, beside=None):
    """Raise InputError when a file in the folder of an edition holds a figure that was not let out.

    The message names the files and the places, never the figure. `known` is the folder's name for the
    message, where the edition is still written under another. A profile is held to the `document` of its
    edition, and has none of its own. `beside(folder, paths)` has another process look through some of the
    files meanwhile: what it gives says, asked later, what is found in each, or None where it cannot.
    """
    faults = Check(folder, document).faults(beside)
    if faults:
        told = "\n".join(faults[:MOST_SAID])
        more = f"\nand {len(faults) - MOST_SAID} places more" if len(faults) > MOST_SAID else ""
        raise InputError(
            f"{known or folder}: the last check found {len(faults)} places that may not be published. "
            f"The edition was not put in place.\n{told}{more}"
        )


class Check:
    """One edition's folder as it lies on the disk, and what its manifest lets out."""

    def __init__(self, folder, document=None):
        self.folder, self.document, self.said = Path(folder), document, []
        self._known = {}  # what may stand in each piece

    def faults(self, beside=None):
        """Return a line for each file and place that holds what was not let out."""
        unread = self._unread()
        if unread:
            return unread
        # What lies in a folder was written first, and the forms of a whole edition were made of it.
        paths = sorted(self.manifest["files"], key=lambda path: ("/" not in path, path))
        half = [path for path in paths if path.endswith(BESIDE)] if beside else []
        asked = beside(self.folder, half) if half else lambda: None
        self.said += [f"{documents.FILE}: {fault}" for fault in document_faults(self.document)]
        self._names()
        self._manifest()
        found = {path: self.faults_in(path) for path in paths if path not in half}
        found |= asked() or {path: self.faults_in(path) for path in half}
        return [*self.said, *(line for path in paths for line in found[path])]

    def faults_in(self, path):
        """Return a line for each place of one file that holds what was not let out."""
        before, self.said = self.said, []
        try:
            self._file(path)
        except (reread.UnreadableError, UnicodeDecodeError) as fault:
            words = str(fault) if isinstance(fault, reread.UnreadableError) else "is not text."
            self.said.append(f"{path}, {words}")
        except FileNotFoundError:
            self.said.append(f"{path}, is missing.")
        found, self.said = self.said, before
        return found

    def _unread(self):
        """Read what says what may be published, and return a line where that cannot be."""
        try:
            self.manifest = self._opened(MANIFEST)
            self.document = self.document or self._opened(documents.FILE)
            said = [*self.manifest["figures"], *self.manifest["said"]]
            self.pieces = {entry["name"]: entry for entry in said}
            self.linked = questions.link_words(self.manifest)
            typed = self.manifest["listed"]
            self.words, self.prose, self.code = typed["words"], typed["prose"], typed["code"]
            documents.tables(self.document, documents.FILE)
        except InputError as fault:
            return [str(fault)]
        except (KeyError, TypeError, AttributeError):
            return [f"{MANIFEST} or {documents.FILE}: does not say what may be published."]
        self.shown = self.document["tabulations"].keys()
        return []

    @classmethod
    def of_some(cls, folder, paths):
        """Return {path: lines} of some files of an edition, None where nothing says what may be published."""
        one = cls(folder)
        return None if one._unread() else {path: one.faults_in(path) for path in paths}

    def _opened(self, name):
        try:
            return reread.parsed(plain_file.text(self.folder / name))
        except reread.UnreadableError as fault:
            raise InputError(f"{name}, {fault}") from None
        except (OSError, UnicodeDecodeError):
            raise InputError(f"{name}: is missing, or is no text.") from None

    def _names(self):
        """Look whether each file is one that an edition has, of a piece that it published."""
        for path in sorted(one for one in self.folder.rglob("*") if not one.is_dir()):
            name = path.relative_to(self.folder).as_posix()
            piece = path.stem if path.parent.name in ("figures", "slides", "data") else None
            expected = name in self.manifest["files"] or name in (MANIFEST, ledger.MARK)
            if not expected or (piece is not None and piece not in self.pieces):
                self.said.append(f"{ledger.unnumbered(name)}: is a file that the manifest does not have.")
            elif not FILES.fullmatch(name) and name != ledger.MARK:
                self.said.append(f"{ledger.unnumbered(name)}: is not named as the files of an edition are.")

    def _file(self, path):
        content = plain_file.content(self.folder / path)
        stem, kind = Path(path).stem, Path(path).suffix
        if path == forms.CHARTS:
            self._charts(path, reread.table(content.decode("utf-8")))
        elif kind == ".csv":
            self._csv(path, stem, reread.table(content.decode("utf-8")))
        elif kind == ".pdf":
            self._texts(path, reread_forms.pdf(content))
        elif kind == ".xlsx":
            labels = {pages.label(name): name for name in self.pieces if self._has_numbers(name)}
            self._texts(path, reread_forms.workbook(content, labels))
        elif kind == ".docx":
            findings = [name for name, entry in self.pieces.items() if entry["kind"] == "sentence"]
            self._texts(path, reread_forms.word(content, self._ids(), findings))
        elif path == searching.FILE:
            self._index(path, content.decode("utf-8"))
        elif kind == ".js" and content.decode("utf-8") != pages.page_file(path):
            self.said.append(f"{path}: is not the script that this program gives its pages.")
        elif kind == ".svg":
            self._texts(path, reread.svg(content, stem), drawn=True)
        elif kind == ".png":
            self._texts(path, reread.png(content, stem))
        elif kind in (".html", ".md"):
            read = reread.html if kind == ".html" else reread.markdown
            self._texts(path, read(content.decode("utf-8"), self._ids(), self._findings(stem)), stem)

    def _findings(self, page):
        """Return the names of the findings of a page, in their order.

        The first page has those of the summary, of which the first is its heading.
        """
        if page == "index":
            return self._findings(SUMMARY)[1:]
        said = [name for name, entry in self.pieces.items() if entry["kind"] == "sentence"]
        return [name for name in said if self.pieces[name]["chapter"] == page]

    def _index(self, path, content):
        """Look through the index for search: each of its texts is held to where it stands."""
        sentences = {page: self._findings(page) for page in self.prose}
        by_page = {}
        for page, text in searching.reread(content, self._ids(), sentences):
            by_page.setdefault(page, []).append(text)
        for page, texts in by_page.items():
            self._texts(path, texts, page)

    def _ids(self):
        return {f"{one}{name}": name for name in self.pieces for one in ("figure-", "gap-", "table-", "")}

    def _has_numbers(self, name):
        return self.pieces[name]["kind"] in ("figure", "table")

    def _charts(self, path, rows):
        """Look through the list of charts: each row says what its piece may say."""
        for number, row in enumerate(rows[1:], start=2):
            entry = self.pieces.get(row[0])
            allowed = self._of(entry) if entry else listed(years=False)
            for heading, cell in zip(rows[0], row, strict=True):
                if heading not in ("figure", "chapter") and allowed.refused(cell):
                    self._refuse(path, f"row {number}, column {heading}")

    def _texts(self, path, texts, page=None, drawn=False):
        allowed = {}
        for text in texts:
            if text.within not in allowed:
                allowed[text.within] = self._allowed(text.within, page, drawn)
            if allowed[text.within].refused(text.words):
                self._refuse(path, text.place)

    def _refuse(self, path, place):
        self.said.append(f"{path}, {place}: holds a figure that was not let out.")

    def _allowed(self, within, page, drawn=False):
        """Return what may stand in a piece, in the code beneath a chapter, or in the page itself."""
        if within == "code":
            return listed(self.code.get(page, ()))
        if within in (None, reread.EVERYWHERE):
            every = page not in self.prose  # the contents begin with the first words of each chapter
            typed = [one for name, figures in self.prose.items() if every or name == page for one in figures]
            # The page of questions names every piece by its title, which is held to the piece's own figures.
            titles = map(questions.named, questions.pieces(self.manifest)) if page == QUESTIONS else ()
            page_itself = listed(typed, [*self.words, *self._own_words(page), *titles])
        if within is None:
            return page_itself
        if within == reread.EVERYWHERE:
            # The columns of a table run into each other there, and break what is a phrase elsewhere.
            of_pieces = [page_itself, *map(self._of, self.pieces.values())]
            phrases = {one for allowed in of_pieces for one in allowed.phrases}
            within_phrases = (number for phrase in phrases for number in numbers(phrase, years=False))
            return listed({one for allowed in of_pieces for one in allowed.figures}.union(within_phrases))
        entry = self.pieces.get(within)
        if entry is None:
            return listed(years=False)
        return self._of(entry, drawn)

    def _of(self, entry, drawn=False):
        key = entry["name"], drawn
        if key not in self._known:
            self._known[key] = self._listed(entry, drawn)
        return self._known[key]

    def _listed(self, entry, drawn):
        figures = [*entry["figures"], *(entry["scale"] if drawn else ())]
        name = entry["name"]
        phrases = [*self._addresses(name), pages.label(name), *self._labels(entry), *self.linked]
        phrases.append(f"{entry['chapter']}.html")
        if "since" in entry:
            phrases += map(since.address, self.pieces.values())
        return listed(figures, phrases, years="tabulations" not in entry)

    def _labels(self, entry):
        """Return the labels of the tabulations that a piece is of: the digits in an age band count nobody."""
        held = [
            self.document["tabulations"][name] for name in entry.get("tabulations", ()) if name in self.shown
        ]
        labels = {label for one in held for cell in one["cells"] for label in cell[1]}
        return [*labels, *(period for one in held for period in one["periods"])]

    def _own_words(self, page):
        """Return the words of a page that hold its number, the names of files and the edition's name."""
        pages = [f"{name}.{kind}" for name in self.prose for kind in ("html", "md")]
        numbered = page in self.prose and page[:2].isdigit()  # the page of a profile is not
        chapter = [f"Chapter {int(page[:2])}", f"chapter: {int(page[:2])}"] if numbered else []
        places = [self.manifest["edition"], *self.prose, *pages, *chapter]
        return [*places, *(word for name in self.pieces for word in self._addresses(name))]

    def _addresses(self, name):
        kinds = (
            f"figures/{name}.svg",
            f"figures/{name}.png",
            f"slides/{name}.png",
            f"data/{name}.csv",
            f"figure-{name}",
            f"gap-{name}",
        )
        return (*kinds, f"id {name}", f"{name}-title", f"#{name}")

    def _csv(self, path, piece, rows):
        entry = self.pieces[piece]
        allowed = self._of(entry)
        for number, row in enumerate(rows, start=1):
            for heading, cell in zip(rows[0], row, strict=True):
                if allowed.refused(cell):
                    self._refuse(path, f"row {number}, column {ledger.unnumbered(heading)}")
        if "since" in entry:
            for number in since.faults(self.folder, rows, entry["since"], self.pieces):
                self._refuse(path, f"row {number}")
        for name in [name for name in entry.get("tabulations", ()) if name in self.shown]:
            for number, heading in not_shown(rows, self.document["tabulations"][name]):
                self._refuse(path, f"row {number}, column {ledger.unnumbered(heading)}")

    def _manifest(self):
        """Look through the manifest itself, and whether what it declares of a tabulation is shown there."""
        if self.manifest["listed"].get("patterns") != PATTERNS:
            self.said.append(f"{MANIFEST}: lists other forms of figures than this program knows.")
        if set(self.manifest) - MANIFEST_KEYS or any(set(one) - INPUT for one in self.manifest["inputs"]):
            self.said.append(f"{MANIFEST}: has a key that no manifest has.")
        words = listed(phrases=[*self.words, *self._own_words(None)])
        for place, value in reread.leaves({k: v for k, v in self.manifest.items() if k not in DECLARED}):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not place.endswith(" key") and (number or words.refused(str(value))):
                self._refuse(MANIFEST, place)
        if not all(VERSION.fullmatch(str(one)) for one in self.manifest["versions"].values()):
            self._refuse(MANIFEST, "versions")
        for entry in self.pieces.values():
            self._entry(entry)

    def _entry(self, entry):
        allowed, place = self._of(entry), f"{MANIFEST}, {entry['name']}"
        if set(entry) - ENTRY:
            self.said.append(f"{place}: has a key that no piece has.")
        if not set(entry.get("cards", ())) <= set(catalogue()):
            self.said.append(f"{place}: names a source that is not in the catalogue.")
        for key in ("title", "subtitle", "alt", "source"):
            if allowed.refused(entry.get(key, "")):
                self._refuse(MANIFEST, f"{entry['name']}, {key}")
        if any(allowed.refused(words) for pair in entry.get("printed", {}).items() for words in pair):
            self._refuse(MANIFEST, f"{entry['name']}, printed")
        names = entry.get("tabulations", ())
        if not self.shown >= set(names):
            self.said.append(f"{place}: is of a tabulation that the edition does not have.")
        elif names and set(entry["figures"]) - set(
            let_out(entry["figures"], self._table(entry), names, self.document)
        ):
            self.said.append(f"{place}: declares a whole number that its tabulation does not show.")

    def _table(self, entry):
        path = next((one for one in entry.get("files", ()) if one.endswith(".csv")), None)
        if path is None or not (self.folder / path).is_file():
            return []
        return reread.table(plain_file.text(self.folder / path))


ENTRY = {"name", "chapter", "kind", "title", "subtitle", "alt", "source", "files"}
ENTRY |= {"figures", "scale", "tabulations", "printed", "cards", "since"}
MANIFEST_KEYS = {"area", "edition", "invented", "as_of", "parameters", "chapters", "versions", "left_out"}
MANIFEST_KEYS |= {"inputs", "extracts", "kept", "figures", "said", "listed", "files", "revisions"}
MANIFEST_KEYS |= {"mark", "questions", "of_edition", "as_of_given", "unapproved"}
INPUT = {"card", "part", "period", "file", "member", "sha256"}
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?%?")
VERSION = re.compile(r"\d+(?:\.\d+)+(?:[a-z]+\d*)*(?:\+[\w.]+)?|None")
# Looked through elsewhere, or what everything else is compared with.
DECLARED = {"figures", "said", "listed", "files", "edition", "versions"}


def counts(unit, heading):
    """Tell whether a column by its name counts what a tabulation counts: "victims", "total_victims"."""
    return f"_{unit}_" in f"_{heading}_"


def let_out(figures, rows, names, document):
    """Return those of the declared `figures` of a piece of tabulations that may stand in it.

    Of whole numbers these are the shown cells, how many labels and periods there are, and what the columns
    of its CSV (`rows`) hold that count nobody: denominators and rates. A number with decimals is a rate.
    """
    entries = [document["tabulations"][name] for name in names if name in document["tabulations"]]
    units = {entry["unit"] for entry in entries}
    headings, *rows = rows or [[]]
    others = [
        place
        for place, name in enumerate(headings)
        if is_rate(name) or not any(counts(unit, name) for unit in units)
    ]
    known = {plain(row[place]) for row in rows for place in others if re.fullmatch(r"\d[\d,]*", row[place])}
    for entry in entries:
        known |= shown_in(entry, document["policies"][entry["policy"]]["hide_below"])
    return [one for one in figures if not re.fullmatch(r"\d[\d,]*", one) or plain(one) in known]


def shown_in(entry, limit):
    """Return the figures that a tabulation shows, and how many labels and periods it tells apart.

    How many there are is not let out below `limit`, where it could be taken for a count that is hidden.
    """
    values = {plain(str(cell[2])) for cell in entry["cells"] if isinstance(cell[2], int)}
    labels = [{cell[1][place] for cell in entry["cells"]} for place in range(len(entry["by"]))]
    told = [*map(len, labels), *(len(one - {"Total"}) for one in labels), len(entry["periods"])]
    return values | {str(number) for number in (*told, len(entry["cells"])) if number >= limit}


def not_shown(rows, entry):
    """Give (row, heading) of each count in a piece's CSV that is not what its tabulation shows there.

    A row whose labels and period name a cell must hold that cell's figure or marker, or hide it, and where it
    is hidden no number at all; any other count must be the figure of some cell.
    """
    headings, by, unit = rows[0], entry["by"], entry["unit"]
    cells = {(period, tuple(labels)): value for period, labels, value in entry["cells"]}
    values = {plain(str(value)) for value in cells.values() if isinstance(value, int)}
    places = [place for place, name in enumerate(headings) if counts(unit, name) and not is_rate(name)]
    for number, row in enumerate(rows[1:], start=2):
        named = dict(zip(headings, row, strict=True))
        periods = [cell for cell in row if cell in entry["periods"]] or list(entry["periods"])
        key = (periods[0], tuple(named.get(field, "Total") for field in by))
        certain = len(periods) == 1 and key in cells
        if certain and cells[key] == documents.HIDDEN:
            for place, heading in enumerate(headings):
                if heading not in (*by, "period", unit) and NUMBER.fullmatch(row[place]):
                    yield number, heading
        for place in places:
            cell = row[place]
            whole = re.fullmatch(r"\d[\d,]*", cell) is not None
            if certain and headings[place] == unit:
                # A count that is shown may be hidden in a row whose share or rate is: that tells nothing.
                wrong = cell != documents.HIDDEN and str(cells[key]) != (plain(cell) if whole else cell)
            else:
                wrong = plain(cell) not in values if whole else any(one.isdigit() for one in cell)
            if wrong:
                yield number, headings[place]


def document_faults(document):
    """Return a line for each thing in the document of an edition that no document holds, without values.

    It is known to be whole. A shown figure is one that the policy does not hide.
    """
    said = [
        f"has the key {ledger.unnumbered(key)}, which no document has." for key in set(document) - DOCUMENT
    ]
    for name, entry in document["tabulations"].items():
        said += [f'"{name}" has a key that no tabulation has.' for _ in set(entry) - TABULATION]
        limit = document["policies"][entry["policy"]]["hide_below"]
        said += [
            f'"{name}", cell {number}: shows a figure that its policy hides.'
            for number, (_, _, value) in enumerate(entry["cells"], start=1)
            if isinstance(value, int) and 0 < value < limit
        ]
    return said
