"""The office's own words below a chapter, marked as the office's: data/local/commentary/NN.md."""

import calendar
import dataclasses
import datetime
import html
import re
import unicodedata

from analysis import settings
from analysis.errors import InputError
from analysis.extracts import contents
from analysis.publish.report import documents, figures_in_text
from analysis.publish.report.chapters import Prose
from analysis.release import policies

FOLDER = "commentary"
HEAD = "**The office's own words**"
APPROVED_BY, APPROVED_ON = "approved_by", "approved_on"
BEGINNING = (
    f"A file begins with four lines: ---, {APPROVED_BY}: a role, {APPROVED_ON}: a day such as 2026-07-14, "
    "and --- again."
)
LONGEST_ROLE = 60
_MONTH = "|".join(calendar.month_name[1:])
# A day, a quarter or a year is not a count: it appears with its year, and is taken out whole.
DATES = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTH}) 20\d\d\b|\b20\d\d-\d\d-\d\d\b|"
    r"\b20\d\d[- ]Q[1-4]\b|\bQ[1-4] 20\d\d\b|\b20\d\d/\d\d\b"
)
EXHIBIT = re.compile(r"\b(Figure|Table)\s+(\d+\.\d+)\b", re.IGNORECASE)
# The full stop of "Figure 5.2" ends no sentence. A blank line and a new point of a list do.
ENDS = re.compile(r"[.!?;](?=\s)|\n(?=[ \t]*(?:\n|[-*+>#|]))")
_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SMALL = {word: at for at, word in enumerate(_UNITS)} | {"couple": 2, "pair": 2, "trio": 3}
NUMBER = re.compile(
    rf"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[-\s]+(?:{'|'.join(_UNITS)})\b|"
    rf"\b(?:{'|'.join(_UNITS)})\s+(?:dozen|score|hundred|thousand|million)\b|\bno\s+one\b|"
    rf"(?P<word>\b(?:{'|'.join(_SMALL)})\b)|(?P<figure>\d+(?:,\d{{3}})*(?:\.\d+)?)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_`~\[\]\\]+")


def with_own_words(chapters, area):
    """Return the chapters, each with what the office wrote below it, and the names of those not approved.

    The words are Markdown like a chapter's own; headings in them are not headings of the report. Who approved
    them and when is printed with them, or that nobody has yet.

    Raises InputError for a file that is of no chapter, that is not text, that holds a figure which no chapter
    of the edition shows, or a number below the threshold of the strictest policy, whatever it counts, where
    its sentence does not name the exhibit that shows it: file and line, never the number.
    """
    found = {path.name: path for path in sorted((settings.local_for(area) / FOLDER).glob("*"))}
    shown = _shown(chapters)
    written, unapproved = [], []
    for chapter in chapters:
        path = found.pop(f"{chapter.number}.md", None)
        if path is None:
            written.append(chapter)
            continue
        approval, text = _read(path, *shown)
        if not approval:
            unapproved.append(chapter.name)
        said = f", approved by {documents.escape(approval)}" if approval else ", not approved yet"
        words = documents.in_div(".commentary", f"{HEAD}{said}\n\n{text}")
        written.append(dataclasses.replace(chapter, blocks=(*chapter.blocks, Prose(words))))
    # Of a chapter that this edition does not hold nothing is said; a file of no chapter is a slip.
    known = {f"{path.stem[:2]}.md" for path in settings.notebooks().glob("*.ipynb")}
    for name, path in found.items():
        if name not in known:
            raise InputError(
                f"{path}: is not a commentary. A file is named by its chapter's number, such as 05.md."
            )
    return written, unapproved


def refuse_unapproved(names):
    """Refuse to publish the office's own words below the chapters `names` that nobody approved."""
    if names:
        files = ", ".join(f"{FOLDER}/{name[:2]}.md" for name in names)
        raise InputError(
            f"{files}: nobody has approved these words. {BEGINNING} Build the edition again, and publish it."
        )


def _shown(chapters):
    """Return the Listed figures of all pieces, and {what an exhibit is called: its numbers}."""
    exhibits, figures = {}, []
    for chapter in chapters:
        for piece in chapter.pieces:
            figures += piece["figures"]
            if piece["kind"] in ("figure", "table"):
                held = " | ".join(map(str, piece["figures"]))
                numbers = {_value(one) for one in NUMBER.finditer(held) if one["figure"]}
                exhibits[documents.label(piece["name"])] = numbers
    return figures_in_text.listed(figures), exhibits


def _read(path, figures, exhibits):
    # A link could lead to what is nobody's business, and a pipe would keep a build waiting for ever.
    if path.is_symlink() or not path.is_file():
        raise InputError(f"{path}: is not a file of its own. Put the words themselves here, and no link.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from None
    approval, lines = _approval(path, text.splitlines())
    text = "\n".join(lines)
    for number, line in enumerate(lines, start=1):
        if figures.refused(EXHIBIT.sub(" ", line)):
            raise InputError(
                f"{path}, line {number}: holds a figure that no chapter of this edition shows. Only what is "
                "published may be told again; take the figure out."
            )
        if re.match(r"\s*:{3,}", line):
            raise InputError(f"{path}, line {number}: begins with colons, which mark parts of a page.")
    _refuse_small(path, text, exhibits)
    # Three dashes draw a line, and begin no list of metadata: those of a document are not the office's.
    text = re.sub(r"(?m)^---\s*$", "\n* * *\n", text)
    return approval, re.sub(r"(?m)^(\s*)#+\s+(.*?)\s*#*$", r"\1**\2**", text).strip()


def _approval(path, lines):
    """Return who approved the words and when, in words or "", and the lines with blanks in its place."""
    rules = [at for at, line in enumerate(lines) if line.strip() == "---"]
    if not rules or rules[0] != 0:
        return "", lines
    if len(rules) < 2:
        raise InputError(f"{path}: the lines that say who approved it do not end. {BEGINNING}")
    end = rules[1]
    told = {}
    for number, line in enumerate(lines[1:end], start=2):
        name, _, value = (part.strip() for part in line.partition(":"))
        if name not in (APPROVED_BY, APPROVED_ON) or name in told or not value:
            raise InputError(f"{path}, line {number}: is not how a file begins. {BEGINNING}")
        told[name] = value
    if len(told) < 2:
        raise InputError(f"{path}: does not say by whom and when it was approved. {BEGINNING}")
    role = told[APPROVED_BY]
    if len(role) > LONGEST_ROLE or contents.kind(role) or any(map(str.isnumeric, role)):
        raise InputError(
            f"{path}: {APPROVED_BY} names a role, such as Head of policy, and no person, in {LONGEST_ROLE} "
            "letters at most."
        )
    try:
        day = datetime.date.fromisoformat(told[APPROVED_ON])
    except ValueError:
        raise InputError(f"{path}: {APPROVED_ON} is not a day such as 2026-07-14.") from None
    if day > datetime.date.today():
        raise InputError(f"{path}: {APPROVED_ON} is a day that has not come yet.")
    return f"{role} on {day.day} {day:%B %Y}", [""] * (end + 1) + lines[end + 1 :]


def _refuse_small(path, text, exhibits):
    """Refuse a number below the threshold, in digits or a word, that no exhibit of its sentence shows.

    What is beside it does not matter: "three" counts people as well as tables.
    """
    fewest = max(rules.hide_below for rules in policies.read().values())
    seen = figures_in_text.western(unicodedata.normalize("NFKC", html.unescape(text)))
    seen = _blanked(DATES, _MARKS.sub("", seen))
    start = 0
    for end in [*(one.end() for one in ENDS.finditer(seen)), len(seen)]:
        sentence, line = seen[start:end], seen[:start].count("\n") + 1
        named = [f"{one[1].title()} {one[2]}" for one in EXHIBIT.finditer(sentence)]
        for one in NUMBER.finditer(_blanked(EXHIBIT, sentence)):
            value = _value(one)
            if value is None or value >= fewest or any(value in exhibits.get(name, ()) for name in named):
                continue
            at = f"{path}, line {line + sentence[: one.start()].count(chr(10))}"
            why = f"{' and '.join(named)} does not show it" if named else "its sentence names no exhibit"
            raise InputError(
                f"{at}: holds a number below {fewest}, and {why}. Name the one that shows it, such as "
                '"(Figure 5.2)", or say it without the number. A date appears with its year.'
            )
        start = end


def _blanked(pattern, text):
    return pattern.sub(lambda found: re.sub(r"\S", " ", found[0]), text)


def _value(found):
    """Return the value of a number that was found, None for words that say none below ten."""
    if found["figure"]:
        return float(found["figure"].replace(",", ""))
    return float(_SMALL[found["word"].lower()]) if found["word"] else None
