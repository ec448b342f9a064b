"""The outcomes of Sampleshire as the Home Office publishes them: a file a year, the newest as a workbook.

Older years stand as CSVs of the workbook's sheet. The workbook has its cover and notes, `N/A` in five
spellings, `x` on an expired code, and no row for a combination of which nothing is known.
"""

import pandas as pd

from sampleshire import crimes, layouts, workbook
from sampleshire.workbook import HEAD, MAIN, OFFICE

HEADINGS = [
    "Financial Year",
    "Financial Quarter",
    "Force Name",
    "Offence Code",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence code expired",
    "Outcome Type",
    "Outcome Description",
    "Outcome Group",
    "Outcomes for offences that were recorded in the quarter",
    "Outcomes for investigations closed in the quarter",
]
# Older editions head the counts in more words.
OLDER = [
    "Number of " + heading.replace("investigations closed", "investigations that were closed")
    for heading in HEADINGS[-2:]
]
_NOT_APPLICABLE = {True: "N/A - Offence code expired", False: "N/A"}
_PARTS = "http://schemas.openxmlformats.org/package/2006/content-types"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
COVER = ["Police recorded crime outcomes open data", "Every figure in this workbook is invented."]
NOTES = [
    "Notes",
    "Outcomes for offences that were recorded in the quarter: to date, whenever they were given.",
    "Outcomes for investigations closed in the quarter: whenever the offence was recorded.",
]


def write(folder, outcomes, words):
    """Write the files of `outcomes`, as `outcomes.build` gives them; `words` are {type: (outcome, group)}."""
    for year, rows in outcomes.groupby("financial_year", sort=True):
        ends = int(year[:4]) + 1
        stem = f"prc-outcomes-open-data-mar{ends}-tables-230726"
        columns = _columns(rows, words)
        if year == crimes.YEARS[-1]:
            sheet = f"Outcomes_open_data_{year.replace('/', '-')}"
            (folder / f"{stem}.xlsx").write_bytes(_workbook(sheet, columns))
        else:
            header = HEADINGS[:-2] + OLDER
            lines = zip(*(map(str, column) for column in columns), strict=True)
            layouts.text(folder / f"{stem}.csv", layouts.comma_separated(header, lines))


def _columns(rows, words):
    """Return the columns of a year, each a list of texts and numbers."""
    told = [words[number] for number in rows["outcome_type"]]
    missing = [_NOT_APPLICABLE[flag] for flag in rows["expired"]]
    counts = (
        [mark if pd.isna(count) else int(count) for count, mark in zip(rows[name], missing, strict=True)]
        for name in ("recorded", "closed")
    )
    texts = ["financial_year", "financial_quarter", "force_name", "offence_code", "offence", "offence_group",
             "offence_subgroup"]  # fmt: skip
    return [
        *(rows[name].tolist() for name in texts),
        ["x" if flag else "" for flag in rows["expired"]],
        rows["outcome_type"].tolist(),
        [outcome for outcome, _ in told],
        [group for _, group in told],
        *counts,
    ]


def _workbook(sheet, columns):
    """Return the bytes of a workbook with a cover, the notes, and `columns` under their headings."""
    texts = workbook.SharedTexts()

    def cell(value):
        return texts.cell(value) if isinstance(value, str) else workbook.number(value)

    sheets = {
        "Cover": _sheet([[texts.cell(line)] for line in COVER]),
        "Notes": _sheet([[texts.cell(line)] for line in NOTES]),
        sheet: _sheet(
            [
                [texts.cell(heading) for heading in HEADINGS],
                *zip(*([cell(value) for value in column] for column in columns), strict=True),
            ]
        ),
    }
    numbers = range(1, len(sheets) + 1)
    types = {
        "workbook.xml": f"{_DOCUMENT}.sheet.main+xml",
        **{f"worksheets/sheet{number}.xml": f"{_DOCUMENT}.worksheet+xml" for number in numbers},
        "sharedStrings.xml": f"{_DOCUMENT}.sharedStrings+xml",
    }
    listed = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PARTS}"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/>{listed}</Types>',
        "_rels/.rels": workbook.relations((f"{OFFICE}/officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{workbook.listed(sheets)}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": workbook.relations(
            *[(f"{OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers],
            (f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
        ),
    }
    members = {name: (HEAD + part).encode() for name, part in parts.items()}
    for number, part in zip(numbers, sheets.values(), strict=True):
        members[f"xl/worksheets/sheet{number}.xml"] = part.encode()
    members["xl/sharedStrings.xml"] = texts.part().encode()
    return layouts.archive(members)


def _sheet(rows):
    body = "</row><row>".join("".join(row) for row in rows)
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row>{body}</row></sheetData></worksheet>'
