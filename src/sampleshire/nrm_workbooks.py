"""The Home Office's workbooks of Sampleshire, in both layouts, and the CSVs of decisions.

Table numbers move, repeated labels are blank, years are given once, and a sheet of counties comes in.
"""

import io
from collections import Counter
from datetime import datetime
from xml.sax.saxutils import escape

from analysis.sources.home_office import AGE_GROUPS, AGE_NOT_KNOWN, LOCATIONS, NOT_SPECIFIED
from analysis.sources.nrm_workbook import CHARITIES, COUNCILS, GOVERNMENT, POLICE
from sampleshire import layouts, nrm_decisions

LAST_IN_OLD_LAYOUT = "2022-Q3"
AS_ODS = ("2025-Q2", "2025-Q4", "2026-Q2")
MONTHS = ("jan-to-mar", "apr-to-jun", "jul-to-sep", "oct-to-dec")
HEADED = {
    GOVERNMENT: ("Government agency first responder", "First responder (government agencies)"),
    CHARITIES: ("NGO and third sector first responder", "First Responder (NGO and Third Sector)"),
    POLICE: ("Police first responder", "First responder (Police)"),
    COUNCILS: (None, None),
}
NAMED = {
    GOVERNMENT: "government agency", CHARITIES: "NGO and third sector organisation", POLICE: "police",
    COUNCILS: "local authority",
}  # fmt: skip
# The number of each table: in the old layout, in the new one, and from 2026 on, when one came in before them.
NUMBERS = {
    "course": (2, 2, 2), GOVERNMENT: (10, 11, 11), CHARITIES: (11, 12, 13), POLICE: (12, 13, 14),
    COUNCILS: (13, 14, 15), nrm_decisions.REASONABLE: (15, 16, 17), nrm_decisions.CONCLUSIVE: (18, 19, 28),
    "notify": (24, 25, 40),
}  # fmt: skip


def write(folder, figures, rest):
    """Write the workbook of each quarter that has one, and the decisions as CSVs, into `folder`."""
    for kind in (nrm_decisions.REASONABLE, nrm_decisions.CONCLUSIVE):
        name = f"nrm_{kind.lower().replace(' ', '_')}.csv"
        rows = rest.decisions[rest.decisions["grounds"] == kind]
        header, lines = _decision_rows(rows, kind)
        layouts.text(folder / name, layouts.comma_separated(header, lines))
    for quarter in nrm_decisions.WORKBOOKS:
        sheets = _sheets(quarter, figures, rest)
        as_ods = quarter in AS_ODS
        stem = (
            f"national-referral-mechanism-statistics-uk-quarter-{quarter[-1]}-{quarter[:4]}-"
            f"{MONTHS[int(quarter[-1]) - 1]}-tables"
        )
        content = ods(sheets) if as_ods else xlsx(sheets)
        (folder / f"{stem}.{'ods' if as_ods else 'xlsx'}").write_bytes(content)


def _sheets(quarter, figures, rest):
    """Return {name: rows} of the workbook of a quarter."""
    old = quarter <= LAST_IN_OLD_LAYOUT
    column = 0 if old else 1 if quarter < nrm_decisions.REVISED_IN else 2
    sheets = {
        "Cover_Sheet": [
            ["National Referral Mechanism statistics: invented data"],
            ["NRM referrals, decisions and Duty to Notify reports of Sampleshire and its neighbours"],
            ["Every figure in this workbook is invented."],
        ]
    }
    made = {"course": _course(quarter, figures, rest)}
    if column == 2:
        made["county"] = [
            ["Table 12: NRM referrals by UK county"],
            ["Sampleshire is invented."],
            ["UK County", "2026"],
        ]
    police = figures.referrals[figures.referrals["quarter"] == quarter]
    for kind in HEADED:
        of_kind = rest.others[(rest.others["quarter"] == quarter) & (rest.others["kind"] == kind)]
        made[kind] = _responders(kind, police if kind == POLICE else of_kind, old)
    for kind in (nrm_decisions.REASONABLE, nrm_decisions.CONCLUSIVE):
        mine = rest.decisions[(rest.decisions["grounds"] == kind) & (rest.decisions["quarter"] <= quarter)]
        made[kind] = _decisions(mine, kind)
    made["notify"] = _reports(quarter, figures, rest)
    for name, rows in made.items():
        number = 12 if name == "county" else NUMBERS[name][column]
        rows[0] = [rows[0][0].replace("Table N", f"Table {number}")]
        sheets[f"Table_{number}"] = rows
    return sheets


def _responders(kind, rows, old):
    """Return the rows of a sheet of first responders: each block's total first, labels once."""
    title = (
        f"Table N - Details of NRM referrals by {NAMED[kind]} first responders"
        if old
        else f"Table N: NRM referrals by {NAMED[kind]} first responder, exploitation type, age at "
        "exploitation, gender and nationality"
    )
    heading = HEADED[kind][old]
    labels = [heading] if heading else []
    labels += (
        ["Claimed exploitation type", "Age group at exploitation"]
        if old
        else ["Exploitation type", "Age at exploitation"]
    )
    nationalities = sorted(rows["nationality"].unique())
    header = [*labels, "Gender", *nationalities, "Total"]
    blocks = {("",) * 4: Counter()}
    for row in rows.itertuples():
        full = (row.first_responder, row.exploitation, row.age_group, row.gender)
        for depth in range(1, 5):
            blocks.setdefault((*full[:depth], *[""] * (4 - depth)), Counter())[row.nationality] += (
                row.referrals
            )
        blocks[("",) * 4][row.nationality] += row.referrals
    body = []
    for block in sorted(blocks):
        depth = sum(map(bool, block))
        if kind == COUNCILS and depth == 0:
            continue
        shown = [""] * 4
        shown[max(depth - 1, 0)] = block[depth - 1] if depth else "Total"
        if kind == COUNCILS:
            shown = ["Total" if depth == 1 else shown[1], *shown[2:]]
        counts = [blocks[block][name] for name in nationalities]
        body.append([*shown, *counts, sum(counts)])
    if old:
        return [[title], ["Sampleshire is invented."], [""], ["", *header], *(["", *line] for line in body)]
    return [*_above(title), header, *body, [""], ["Note 1: every figure here is invented."]]


def _by_year(columns):
    """Return rows of {name: {quarter: count}}: each year's total first, the year written once."""
    quarters = sorted(next(iter(columns.values())))
    rows, before = [], ""
    for quarter in quarters:
        if quarter[:4] != before:
            before = quarter[:4]
            of_year = [one for one in quarters if one.startswith(before)]
            rows.append(
                [int(before), "", *(sum(counts[one] for one in of_year) for counts in columns.values())]
            )
        rows.append(["", quarter[5:], *(counts[quarter] for counts in columns.values())])
    return rows


def _above(title):
    return [[title], ["This worksheet contains one table."], ["Sampleshire is invented."], [""], [""]]


def _course(quarter, figures, rest):
    ages = {age: AGE_NOT_KNOWN if age == NOT_SPECIFIED else age for age in AGE_GROUPS}
    upper, lower, columns = ["", ""], ["Year", "Quarter"], {}
    keys = ["age_group", "location", "quarter"]
    counts = figures.referrals_by_quarter.set_index(keys)["referrals"].sort_index()
    for age, written in ages.items():
        upper += [written, *[""] * len(LOCATIONS)]
        lower += [*LOCATIONS, "Total"]
        parts = []
        for place in LOCATIONS:
            said = counts[age, place].to_dict()
            less = rest.revisions if (age, place) == (AGE_GROUPS[0], "UK") else {}
            parts.append(nrm_decisions.as_said(said, quarter, less))
            columns[f"{age} {place}"] = parts[-1]
        columns[f"{age} Total"] = {one: sum(part[one] for part in parts) for one in parts[0]}
    totals = [columns[f"{age} Total"] for age in ages]
    columns["Total"] = {one: sum(total[one] for total in totals) for one in totals[0]}
    title = "Table N: NRM referrals by quarter by age at exploitation and location of exploitation"
    return [*_above(title), [*upper, "Total"], [*lower, ""], *_by_year(columns)]


def _decision_columns(rows, kind):
    columns = {}
    counts = rows.set_index(["age_group", "decision", "quarter"])["decisions"].sort_index()
    for age in AGE_GROUPS:
        written = AGE_NOT_KNOWN if age == NOT_SPECIFIED else age
        parts = {result: counts[age, result].to_dict() for result in ("Negative", "Positive")}
        columns |= {f"{written} - {result} {kind.lower()}": said for result, said in parts.items()}
        columns[f"{written} - Total"] = {
            one: sum(part[one] for part in parts.values()) for one in parts["Negative"]
        }
    totals = [said for name, said in columns.items() if name.endswith("Total")]
    columns["Total"] = {one: sum(total[one] for total in totals) for one in totals[0]}
    return columns


def _decision_rows(rows, kind):
    """Return header and lines of the CSV: the year in every line, "Total" in a line of the whole year."""
    columns = _decision_columns(rows, kind)
    lines, year = [], ""
    for line in _by_year(columns):
        year = line[0] or year
        lines.append([year, line[1] or "Total", *line[2:]])
    return ["Year", "Quarter", *columns], lines


def _decisions(rows, kind):
    columns = _decision_columns(rows, kind)
    title = (
        f"Table N: NRM {kind.lower()} decisions made by both competent authorities by quarter, outcome and "
        "age at exploitation"
    )
    upper, lower, before = ["", ""], ["Year", "Quarter"], ""
    for name in columns:
        age, _, part = name.rpartition(" - ")
        upper.append(age if age != before else "")
        lower.append(part)
        before = age
    return [*_above(title), upper, lower, *_by_year(columns)]


def _reports(quarter, figures, rest):
    counts = dict(
        zip(figures.reports_by_quarter["quarter"], figures.reports_by_quarter["reports"], strict=True)
    )
    said = nrm_decisions.as_said(counts, quarter, rest.revisions)
    rows = _by_year({"Total": said})
    return [*_above("Table N: Duty to Notify reports by quarter"), ["Year", "Quarter", "Total"], *rows]


def xlsx(sheets):
    """Return the bytes of an XLSX workbook of {name: rows}, cell by cell and without styles."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": "Invented data", "created": datetime(2026, 7, 1)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(line, column, value)
    return layouts.workbook(held.getvalue())


_ODS = "urn:oasis:names:tc:opendocument:xmlns"
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(sheets):
    """Return the bytes of an OpenDocument workbook of {name: rows}, cell by cell and without styles."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{_ODS}:office:1.0" '
        f'xmlns:table="{_ODS}:table:1.0" xmlns:text="{_ODS}:text:1.0" office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return layouts.archive(
        {
            "mimetype": _MIMETYPE.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _ods_row(row):
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value):
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        said = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{said}</table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def truth(figures, rest):
    """Return decisions, and referrals by kind of first responder."""
    return {
        "grounds_decisions": rest.decisions.copy(),
        "referrals_by_responder_type": nrm_decisions.by_responder_type(figures, rest),
    }
