"""The empty workbook for what the office itself knows: a sheet for each log that a person fills in by hand.

Which logs have a sheet, and what each column may hold, is declared in data/reference/local_logs.toml.
"""

import io
import re

from analysis import settings
from analysis.extracts import cells, logs

ROWS = 500  # beneath the headings, that drop-down lists and checks cover
LONGEST_PROMPT = 255


def chapters(log):
    """Return in words which chapters read a log, as their notebooks name it: "chapters 05, 10"."""
    wanted = re.compile(rf"""\\?["']{log}\\?["']|tables\.\w+\.{log}\(""")
    found = sorted(settings.notebooks().glob("[0-9][0-9]_*.ipynb"))
    numbers = [path.name[:2] for path in found if wanted.search(path.read_text(encoding="utf-8"))]
    return f"{'chapter' if len(numbers) == 1 else 'chapters'} {', '.join(numbers)}"


def template(districts):
    """Return the bytes of the empty workbook, with drop-down lists; `districts` are those of the area."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        _read_me(book.add_worksheet(logs.READ_ME), bold, wrapped)
        lists, places = book.add_worksheet(logs.LISTS), {}
        lists.hide()
        for sheet, name in logs.workbook_sheets().items():
            page = book.add_worksheet(sheet)
            page.freeze_panes(1, 0)
            for at, one in enumerate(logs.columns(name).values()):
                page.write_string(0, at, one.name, bold)
                page.set_column(at, at, max(12, len(one.name) + 2), day if one.kind == logs.DAY else None)
                words = _words(one, districts)
                if words and words not in places:
                    letter = cells.letter(len(places))
                    lists.write_column(0, len(places), words)
                    places[words] = f"={logs.LISTS}!${letter}$1:${letter}${len(words)}"
                page.data_validation(1, at, ROWS, at, _rule(one, places.get(words)))
    return held.getvalue()


def _words(one, districts):
    """Return the words that a column's cells are chosen from, None where that is no list."""
    if one.several:
        return None
    languages = dict.fromkeys(logs.languages().values())
    words = {logs.LANGUAGE: languages, logs.PLACE: (logs.WHOLE_AREA, *districts), logs.CHOICE: one.choices}
    return tuple(words.get(one.kind, ())) or None


def _rule(one, choices):
    """Return the check of a column's cells, and what is shown beside a cell that is being filled in.

    `choices` is the range of the hidden sheet that holds them, None where that is no list.
    """
    more = f'Several with "{logs.BETWEEN} " between them. ' if one.several else ""
    said = f"{one.says}. {more}It needs {one.wanted}."
    rule = {
        "validate": "any",
        "input_title": one.name[:32],
        "input_message": said if len(said) <= LONGEST_PROMPT else f"{said[: LONGEST_PROMPT - 1]}…",
    }
    if choices:
        return rule | {"validate": "list", "source": choices, "error_title": "Not in the list"}
    if one.kind == logs.DAY:
        first = logs.FIRST_DAY
        return rule | {"validate": "date", "criteria": ">=", "value": first, "error_title": "Not a day"}
    if one.kind == logs.NUMBER:
        whole = {"validate": "integer", "criteria": ">=", "value": 0}
        return rule | whole | {"error_title": "Not a whole number"}
    return rule


def _read_me(page, bold, wrapped):
    """Write what each sheet is for, which chapters use it, and what each of its columns means."""
    page.set_column(0, 1, 28, wrapped)
    page.set_column(2, 2, 90, wrapped)
    for at, line in enumerate(
        (
            "What the office knows",
            "Fill in what you know, a row each, and leave a sheet empty where you know nothing. "
            "Keep the sheets' names and the headings.",
            "Name roles and organisations, never a person. Save the file as office.xlsx in data/local, then "
            "run: vna check",
        )
    ):
        page.merge_range(at, 0, at, 2, line, bold if at == 0 else wrapped)
        page.set_row(at, 20 if at == 0 else 34)
    page.write_row(4, 0, ["Sheet", "Column", "What it holds"], bold)
    row = 5
    for sheet, name in logs.workbook_sheets().items():
        log = logs.described(name)
        about = f"{log.title}. It adds to {chapters(name)}: {log.adds}."
        page.write_row(row, 0, [sheet, "", about], bold)
        for one in logs.columns(name).values():
            row += 1
            blank = "; may be blank" if one.blank else ""
            page.write_row(row, 0, ["", one.name, f"{one.says}. It needs {one.wanted}{blank}."], wrapped)
        row += 1
