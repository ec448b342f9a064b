"""The office's own words beneath a chapter, marked as theirs: data/local/commentary/NN.md."""

import dataclasses
import re

from analysis import settings
from analysis.errors import InputError
from analysis.publish.disclosure import policy
from analysis.publish.edition import documents, listed
from analysis.publish.edition.chapters import Prose
from analysis.publish.pieces.counted import counted_in_words, figures_as_words

FOLDER = "commentary"
HEAD = "**The office's own words**"


def with_own_words(chapters, area):
    """Return the chapters, each with what the office wrote beneath it, if it did.

    The words are Markdown like a chapter's own; headings in them are no headings of the report.

    Raises InputError for a file that is of no chapter, that is no text, or that holds a figure which no
    chapter of the edition shows: file and line, never the figure. People counted in words, and fewer of
    them than the strictest policy shows, are refused: what is shown of things may be hidden of people.
    """
    found = {path.name: path for path in sorted((settings.local_for(area) / FOLDER).glob("*"))}
    shown = listed.listed(
        [one for chapter in chapters for piece in chapter.pieces for one in piece["figures"]]
    )
    written = []
    for chapter in chapters:
        path = found.pop(f"{chapter.number}.md", None)
        if path is None:
            written.append(chapter)
            continue
        words = documents.in_div(".commentary", f"{HEAD}\n\n{_read(path, shown)}")
        written.append(dataclasses.replace(chapter, blocks=(*chapter.blocks, Prose(words))))
    # Of a chapter that this edition does not hold nothing is said; a file of no chapter is a slip.
    known = {f"{path.stem[:2]}.md" for path in settings.notebooks().glob("*.ipynb")}
    for name, path in found.items():
        if name not in known:
            raise InputError(
                f"{path}: is no commentary. A file is named by its chapter's number, such as 05.md."
            )
    return written


def _read(path, shown):
    # A link could lead to what is nobody's business, and a pipe would keep a build waiting for ever.
    if path.is_symlink() or not path.is_file():
        raise InputError(f"{path}: is not a file of its own. Put the words themselves here, and no link.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not text in UTF-8. Save it so.") from None
    for number, line in enumerate(text.splitlines(), start=1):
        if shown.refused(line):
            raise InputError(
                f"{path}, line {number}: holds a figure that no chapter of this edition shows. Only what is "
                "published may be told again; take the figure out."
            )
        if re.match(r"\s*:{3,}", line):
            raise InputError(f"{path}, line {number}: begins with colons, which set parts of a page apart.")
    counted = counted_in_words(text)
    if counted is not None:
        raise InputError(
            f'{path}, line {counted[1]}: counts people in words: "{counted[0]}". Only what is published '
            "may be told again, and in digits. Say it without the number."
        )
    fewest = max(rules.hide_below for rules in policy.read().values())
    few = counted_in_words(figures_as_words(text, fewest))
    if few is not None:
        raise InputError(
            f"{path}, line {few[1]}: counts fewer than {fewest} people, which no edition tells of anybody. "
            "Say it without the number."
        )
    # Three dashes draw a line, and begin no list of metadata: those of a document are not the office's.
    text = re.sub(r"(?m)^---\s*$", "\n* * *\n", text)
    return re.sub(r"(?m)^(\s*)#+\s+(.*?)\s*#*$", r"\1**\2**", text).strip()
