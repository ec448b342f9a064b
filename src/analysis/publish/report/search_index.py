"""The index by which a report is searched on its own pages: what they say, as a script beside them."""

import json
import re
from html.parser import HTMLParser

FILE = "search_index.js"
BEGINS, ENDS = "window.searchIndex = ", ";\n"  # a page that lies on a disk may read a script, and no JSON
HEADING, FIGURE, FINDING = "heading", "figure", "finding"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = {"h1", "h2", "h3", "h4"}
BLOCKS = {*HEADINGS, "p", "div", "li", "dt", "dd", "figure", "aside", "section", "blockquote"}
# Of tables their names are kept, and no number.
UNSEEN = {"nav", "script", "style", "summary", "template", "pre"}
CLASSES_UNSEEN = {"working", "links", "source", "note", "number", "invented-mark", "sure"}
# Who looks for one of a line finds what says another. Small letters; of four or fewer, whole words alone.
SYNONYMS = (
    "disability, disabilities, disabled",
    "modern slavery, national referral mechanism, nrm, trafficking, trafficked",
    "no recourse to public funds, no recourse, nrpf",
    "domestic abuse, domestic violence, da",
    "interpreter, interpreters, interpreting, translation, language, languages",
    "refuge, refuges, safe accommodation, shelter",
    "asylum, refugee, refugees",
    "hate crime, hate crimes, hate, racist, racism",
    "bame, ethnic, ethnicity, ethnic group, race, minorities",
    "rape, sexual offence, sexual offences, sexual violence, sexual assault",
    "lgbt, lgbtq, gay, lesbian, transgender, sexual orientation",
    "immigration status, insecure status, visa, undocumented",
    "bsl, british sign language, deaf",
    "elderly, older people, older victims",
    "pcc, police and crime commissioner, commissioner",
)
NAME = re.compile(r"(?![A-Z]\d{8}$).*[^\W\d_]{2}")  # the code of a place is not a name


def entries_of(content):
    """Return the entries of one page, HTML: [kind, id of its place, title, text] of each."""
    reader = _Page()
    reader.feed(content)
    reader.close()
    found = [(one.get("level", ""), _entry(one)) for one in reader.entries]
    following = [level for level, _ in found[1:]] + ["h1"]
    # A heading with nothing beneath it is no result.
    return [
        entry
        for (level, entry), after in zip(found, following, strict=True)
        if entry[2] and (entry[3] or not level or not after or after > level)
    ]


def index(pages):
    """Return the index of `pages`, [(address, title, HTML)] in reading order, as a script.

    An entry is [number of its page, kind, id of its place, title, text]: of a heading with the prose beneath
    it, of a finding, and of a figure or table with its alternative text and the names in its table.
    With them come the words that mean the same, a list of each group.
    """
    entries = [
        [number, *entry] for number, (_, _, content) in enumerate(pages) for entry in entries_of(content)
    ]
    held = {"pages": [[address, title] for address, title, _ in pages], "entries": entries}
    held |= {"synonyms": [line.split(", ") for line in SYNONYMS]}
    return BEGINS + json.dumps(held, ensure_ascii=False, separators=(",", ":")) + ENDS


def _entry(found):
    title, text, alt = (" ".join("".join(found[part]).split()) for part in ("title", "text", "alt"))
    names = dict.fromkeys(" ".join(name.split()) for name in found["names"])
    listed = ", ".join(name for name in names if NAME.match(name))
    # Alternative text says the subtitle again.
    said = " ".join(filter(None, [alt or text, f"In its table: {listed}." if listed else ""]))
    return [found["kind"], found["place"], title, said]


class _Page(HTMLParser):
    """Gathers what one page's `main` says, each text in the innermost entry that holds it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.entries, self.open, self.section = [], [], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        classes = set((given.get("class") or "").split())
        holder, part, seen = self.open[-1][1:] if self.open else (None, "text", False)
        seen = (seen or tag == "main") and tag not in UNSEEN and not classes & CLASSES_UNSEEN
        # In a list or a finding a link names another place, which has an entry of its own.
        finding = holder and holder["kind"] == FINDING
        seen = seen and not (tag == "a" and (finding or any(one[0] == "li" for one in self.open)))
        if seen and (kind := self._kind(tag, classes)):
            section = self.section["place"] if self.section else ""
            holder = self._began(kind, section if kind == FINDING else given.get("id") or "")
            part = "title" if kind in (HEADING, FINDING) else "text"
            if kind == HEADING:
                holder["level"] = tag
        elif "title" in classes:
            part = "title"
        elif tag == "table":
            part, seen = "names", seen and holder is not None  # of a table that is a piece
        if seen and tag == "img" and holder:
            holder["alt"].append(given.get("alt") or "")
        if tag not in VOID:
            self.open.append((tag, holder, part, seen))

    def _kind(self, tag, classes):
        if tag in HEADINGS:
            return HEADING
        return FIGURE if tag == "figure" else FINDING if FINDING in classes else None

    def _began(self, kind, place):
        self.entries.append({"kind": kind, "place": place, "title": [], "text": [], "alt": [], "names": []})
        if kind == HEADING:
            self.section = self.entries[-1]
        return self.entries[-1]

    def handle_endtag(self, tag):
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break
        if tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data):
        _, holder, part, seen = self.open[-1] if self.open else (None, None, None, False)
        holder = holder or self.section
        if seen and holder:
            holder[part].append(data)
