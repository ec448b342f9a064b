"""Values of the office's own files that may appear in no file that is written: names, references, texts."""

import re

from analysis import settings
from analysis.errors import InputError
from analysis.extracts import cells, contents, logs, mapping, refused
from analysis.extracts.counts import folder_of
from analysis.extracts.texts import key

SHORTEST, RUN_OF_WORDS, DIGITS = 8, 8, 4
MANY_ROWS = 20  # a team or a beat appears in so many rows of an ignored column, a reference in one or a few
_NO_WORD = bytes(sign if chr(sign).isalnum() or sign > 127 else 32 for sign in range(256)).lower()
_UNSEEN = re.compile(rb"\xc2[\xa0\xad]|\xe2\x80.")  # spaces, quotation marks and dashes beyond ASCII
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?"
_OF_A_DATE = re.compile(rf"{contents.MONTH}|{_DAY}|q[1-4]|\d+t\d+|[ap]m", re.IGNORECASE)


def plain(content):
    """Return bytes as their words in small letters, one space between two.

    >>> plain(b"O'Brien,  ANNA")
    b'o brien anna'
    """
    return b" ".join(_UNSEEN.sub(b" ", content).translate(_NO_WORD).split())


def values(area, run):
    """Return {plain value: its file and column} of what an Area's own files hold under headings not let in.

    Of an extract these are the columns that `refused.kind` refuses, that columns.toml ignores or does not
    know; of a file that nothing reads those that are refused. A value counts when it can point at somebody:
    eight characters or more, with two words, or with a letter beside four digits or in one word with a digit.
    A number, a date and a label of columns.toml do not, and in a column that is merely ignored nothing that
    appears in twenty rows or more. Of a text of more than eight words every eight in a row count.
    """
    found = {}
    with settings.serving(run):
        folder = folder_of(area)
        sections = mapping.every(folder, area.slug)
        skipped = {f"{name}{suffix}" for name in logs.names() for suffix in logs.SUFFIXES} | {mapping.NAME}
        values = [one.values for section in sections for one in section.fields.values()]
        known = {plain(text.encode()) for one in values for pair in one.items() for text in pair}
        for path in sorted(folder.iterdir() if folder.is_dir() else ()):
            if path.suffix.lower() in mapping.SUFFIXES and path.name not in skipped:
                section = next((one for one in sections if one.quarter_of(path.name)), None)
                for place, text in _texts(path, section):
                    for value in _looked_for(text):
                        if value not in known:
                            found.setdefault(value, place)
    return found


def _texts(path, section):
    """Yield the place and each text of the columns of a file that may not be let in."""
    headings = section.headings if section is not None else {}
    try:
        sheets = cells.sheets(
            path, lambda text: headings.get(key(text)) or (not section and text.strip()), ""
        )
    except InputError:  # what cannot be read is not counted either, and a build says so by itself
        return
    for sheet in sheets:
        for column in sheet.columns:
            never = refused.kind(column.heading)
            if never or (section is not None and headings.get(key(column.heading)) is None):
                for at, text in enumerate(column.texts):
                    if text and (never or column.number([at]) < MANY_ROWS):
                        yield f"{sheet.place}, column {column.letter}", text


def _looked_for(text):
    """Return the plain values by which a text is known again; none when it cannot point at somebody."""
    words = [one for one in re.findall(r"[^\W_]+", text) if not _OF_A_DATE.fullmatch(one)]
    named = [one for one in words if one.isalpha() and len(one) > 1]
    letters, digits = any(map(str.isalpha, "".join(words))), sum(map(str.isdigit, text))
    mixed = any(not one.isalpha() and not one.isdigit() for one in words)
    if len(text) < SHORTEST or not (len(named) > 1 or (letters and digits >= DIGITS) or mixed):
        return []
    plainly = plain(text.encode()).split()
    runs = range(max(1, len(plainly) - RUN_OF_WORDS + 1))
    return [b" ".join(plainly[at : at + RUN_OF_WORDS]) for at in runs]
