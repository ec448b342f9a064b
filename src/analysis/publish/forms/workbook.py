"""The workbook of an edition, for people who check it: a cover, contents, notes, and one table a sheet."""

import re
import warnings

import gptables
import pandas as pd

from analysis import scratch
from analysis.publish.exhibits.exhibit import DEFINITIONS, WATERMARK, markers_in
from analysis.publish.forms import pandoc
from analysis.publish.report import documents, draft_mark

NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?%?")
# What is text stays text: a name that begins with = is not a formula, and one with :// no link.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
IN_MEMORY = {"in_memory": True}  # else a file for each of some hundred sheets is written and removed
LINKS = "A link to each sheet, in the order of the report."
READ = "Each sheet holds one table, with the figures as the report shows them."


def workbook(pieces, about, licences, day):
    """Return a workbook with the table of every figure and table of an edition, as bytes.

    `pieces` are those that have numbers, in reading order.
    """
    sheets = {documents.label(piece["name"]): _sheet(piece, about["mark"]) for piece in pieces}
    meanings = [f"{meaning[0].upper()}{meaning[1:]}." for meaning in DEFINITIONS.values()]
    with scratch.folder() as place, warnings.catch_warnings():
        # Of pandas 3, about what gptables does within.
        warnings.simplefilter("ignore")
        path = place / "workbook.xlsx"
        made = gptables.produce_workbook(
            str(path),
            sheets,
            cover=_cover(about, licences),
            contentsheet_label="Contents" if sheets else None,
            notes_table=pd.DataFrame({"Marker": list(DEFINITIONS), "Meaning": meanings}),
            contentsheet_options={"instructions": f"{about['mark']}. {LINKS}" if about["mark"] else LINKS},
            workbook_options=AS_TEXT | IN_MEMORY,
        )
        made.set_properties(
            {
                "title": f"{pandoc.TITLE}: {about['area']}",
                "subject": f"Edition {about['edition']}",
                "comments": WATERMARK if about["invented"] else "",
                "created": pd.Timestamp(day).to_pydatetime(),
            }
        )
        made.close()
        return path.read_bytes()


def _sheet(piece, mark):
    table, decimals = _table(piece["grid"]["headings"], piece["grid"]["rows"])
    subtitles = [mark, piece.get("subtitle"), piece.get("note"), WATERMARK if piece.get("invented") else ""]
    return gptables.GPTable(
        table=table,
        table_name=f"Numbers_{piece['name'].replace('-', '_')}",
        title=_plain(f"{documents.label(piece['name'])}: {piece['title']}"),
        subtitles=[_plain(words) for words in subtitles if words],
        instructions=READ,
        source=_plain(f"Source: {piece['source']}") if piece.get("source") else None,
        legend=markers_in(piece["grid"]["rows"]),
        index_columns={},
        additional_formatting=[
            {"column": {"columns": [place], "format": {"num_format": form, "align": "right"}}}
            for place, form in decimals.items()
        ],
    )


def _table(headings, rows):
    """Return cells as numbers where they are numbers, and place of a column -> the form of its numbers."""
    named, forms, columns = [], {}, {}
    for place, heading in enumerate(headings):
        cells = [row[place] for row in rows]
        found = [cell for cell in cells if cell not in DEFINITIONS and cell]
        units = {cell.endswith("%") for cell in found}
        name = _plain(f"{heading} (%)" if units == {True} and "%" not in heading else heading)
        name = name if name not in named else f"{name} ({place + 1})"
        named.append(name or f"Column {place + 1}")
        # Of per cents and others in one column each keeps its sign.
        if len(units) == 1 and all(map(NUMBER.fullmatch, found)):
            digits = max(len(cell.removesuffix("%").partition(".")[2]) for cell in found)
            forms[place] = "#,##0" + (f".{'0' * digits}" if digits else "")
            cells = [cell if cell in DEFINITIONS or not cell else _number(cell) for cell in cells]
        else:
            cells = [_plain(cell) for cell in cells]
        columns[named[-1]] = [_said(cell) for cell in cells]
    return pd.DataFrame(columns, dtype="object"), forms


def _number(cell):
    plain = cell.removesuffix("%").replace(",", "").replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def _said(cell):
    """Return a cell that gptables takes: it refuses one without a letter from a to z or a digit."""
    if re.search("[A-Za-z0-9]", str(cell)):
        return cell
    return f"{cell} (in its own script)" if any(letter.isalpha() for letter in cell) else "[z]"


def _plain(text):
    """Return text in which gptables sees neither a link nor a note."""
    return " ".join(str(text).split()).replace("$$", "$ $").replace("](", "] (")


def _cover(about, licences):
    invented = [f"{WATERMARK}: this place does not exist."] if about["invented"] else []
    return gptables.Cover(
        title=f"{pandoc.TITLE}: {about['area']}",
        intro=[
            *([about["mark"]] if about["mark"] else []),
            *invented,
            f"Edition {about['edition']}. {about['period'] or ''}".strip(),
            draft_mark.READERS[about["mark"]],
            *about["help_lines"],
        ],
        about=[READ, *map(_plain, licences)],
        contact=[about["publisher"], about["contact"]],
    )
