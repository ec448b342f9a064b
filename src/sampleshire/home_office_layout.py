"""The Home Office's layouts: referrals and reports a file a quarter, longer tables a file each, workbooks.

In the workbooks table numbers move, repeated labels are blank, years are given once, and a sheet of counties
comes in.
"""

from collections import Counter

import pandas as pd

from analysis import settings
from analysis.sources import home_office as published
from analysis.sources.home_office import AGE_GROUPS, AGE_NOT_KNOWN, LOCATIONS, NOT_SPECIFIED
from analysis.sources.immigration import SUPPORT_HEADINGS
from analysis.sources.nrm_decisions import CONCLUSIVE, REASONABLE
from analysis.sources.nrm_workbook import CHARITIES, COUNCILS, GOVERNMENT, POLICE
from sampleshire import home_office, places, workbook
from sampleshire.layouts import comma_separated, text

# Written in small letters from here on, as the publisher did: "(Drc)", "UKrainian".
SPELT_ANEW_FROM = "2023-Q1"
MISCODED_QUARTER = "2022-Q4"
# At that date section 98 of the first three appears under the code of the fourth.
MISCODED = ("E07000916", "E07000917", "E07000918", "E07000919")
TWO_ROWS = ("2023-Q1", "E07000921")  # one authority's row stands as two that differ in their count alone
LAST_IN_OLD_LAYOUT = "2022-Q3"
AS_ODS = ("2025-Q2", "2025-Q4", "2026-Q2")
MONTHS = ("jan-to-mar", "apr-to-jun", "jul-to-sep", "oct-to-dec")
WRITTEN = {age: AGE_NOT_KNOWN if age == NOT_SPECIFIED else age for age in AGE_GROUPS}
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
    COUNCILS: (13, 14, 15), REASONABLE: (15, 16, 17), CONCLUSIVE: (18, 19, 28),
    "notify": (24, 25, 40),
}  # fmt: skip


def write(folder, figures):
    """Write every file of the Home Office's statistics on referrals, reports, support and resettlement."""
    for quarter in home_office.quarters(home_office.FIRST_QUARTER):
        name = quarter.lower().replace("-", "_")
        mine = figures.referrals[figures.referrals["quarter"] == quarter]
        text(folder / f"nrm_referrals_police_{name}.csv", _referral_table(mine, quarter))
        reports = figures.reports[figures.reports["quarter"] == quarter]
        rows = sorted((_spelt(r.nationality, quarter), r.reports) for r in reports.itertuples())
        rows.append(("Total", reports["reports"].sum()))
        text(folder / f"nrm_duty_to_notify_{name}.csv", comma_separated(published.NOTIFY_HEADINGS, rows))
    text(folder / "nrm_referrals_longitudinal.csv", _referral_course_table(figures.referrals_by_quarter))
    course = _by_year(figures.reports_by_quarter.set_index("quarter"))
    content = comma_separated(published.NOTIFY_QUARTER_HEADINGS, _filled(course))
    text(folder / "nrm_duty_to_notify_longitudinal.csv", content)
    text(folder / "asylum_support_local_authority_Asy_D11.csv", _support_table(figures.support))
    text(folder / "resettlement_local_authority_Res_D01.csv", _resettlement_table(figures.resettled))
    for kind in (REASONABLE, CONCLUSIVE):
        name = f"nrm_{kind.lower().replace(' ', '_')}.csv"
        rows = figures.decisions[figures.decisions["grounds"] == kind]
        columns = _decision_columns(rows, kind)
        text(folder / name, comma_separated(["Year", "Quarter", *columns], _filled(_by_year(columns))))
    for quarter in home_office.WORKBOOKS:
        write_as, suffix = (workbook.ods, "ods") if quarter in AS_ODS else (workbook.xlsx, "xlsx")
        name = (
            f"national-referral-mechanism-statistics-uk-quarter-{quarter[-1]}-{quarter[:4]}-"
            f"{MONTHS[int(quarter[-1]) - 1]}-tables.{suffix}"
        )
        (folder / name).write_bytes(write_as(_sheets(quarter, figures)))


def _spelt(nationality, quarter):
    if quarter < SPELT_ANEW_FROM:
        return nationality
    return nationality.replace("(DRC)", "(Drc)").replace(" Ukrainian", " UKrainian")


def _blocks(rows):
    """Return {labels of a block: counts by nationality}, each within the totals of those around it.

    A total is "" in place of a label, so that it comes before its parts.
    """
    blocks = {("",) * 4: Counter()}
    for row in rows.itertuples():
        labels = (row.first_responder, row.exploitation, row.age_group, row.gender)
        for depth in range(5):
            block = (*labels[:depth], *[""] * (4 - depth))
            blocks.setdefault(block, Counter())[row.nationality] += row.referrals
    return {block: blocks[block] for block in sorted(blocks)}


def _referral_table(rows, quarter):
    """Return the table of one quarter: totals within one another, zeros written out, all text quoted."""
    names = sorted(rows["nationality"].unique(), key=lambda name: _spelt(name, quarter))
    by_labels = {(block[0] or "Police total", *block[1:]): counts for block, counts in _blocks(rows).items()}
    lines = []
    for block in sorted(by_labels):
        labels, counts = ("Police", *(label or "Total" for label in block)), by_labels[block]
        lines += [(*labels, _spelt(name, quarter), counts[name]) for name in names]
        lines.append((*labels, "Total", counts.total()))
    return comma_separated(published.REFERRAL_HEADINGS, lines, quoted=True)


def _referral_course_table(rows):
    lines = []
    for (quarter, age), part in rows.groupby(["quarter", "age_group"], sort=False):
        counts = [*zip(part["location"], part["referrals"], strict=True), ("Total", part["referrals"].sum())]
        lines += [(quarter[:4], quarter[5:], WRITTEN[age], place, count) for place, count in counts]
    return comma_separated(published.REFERRAL_QUARTER_HEADINGS, lines)


def _support_table(rows):
    """Return Asy_D11: both spellings of subsistence, authorities that are sentences, wrong codes, a pair."""
    last = f"{settings.as_of_date(home_office.LAST_QUARTER):%b %Y}"
    sentences = {
        "Section 4": "N/A - Section 4 (pre-2018)",
        "Section 98": "N/A - Section 98 (pre-Dec 2022)",
        "Section 95": f"N/A - Subsistence Only (Dec 2023 - {last})",
    }
    lines = []
    for row in rows.itertuples():
        kind = row.accommodation_type or "N/A - Section 98 (pre-2023)"
        if kind == home_office.SUBSISTENCE and row.quarter == MISCODED_QUARTER:
            kind = "Subsistence only"
        where = _where(row.area_code, row.quarter) if row.area_code else (sentences[row.support_type],) * 3
        miscoded = row.support_type == "Section 98" and row.area_code in MISCODED[:3]
        if miscoded and row.quarter == MISCODED_QUARTER:
            where = (*where[:2], MISCODED[3])
        people = [row.people_supported]
        if (row.quarter, row.area_code, kind) == (*TWO_ROWS, home_office.DISPERSAL) and people[0] > 3:
            people = [1, people[0] - 1]
        lines += [(*_when(row.quarter), row.support_type, *where, kind, count) for count in people]
    lines.append((*_when("2019-Q2"), "Section 95", "Unknown", "Unknown", "N/A", home_office.DISPERSAL, 6))
    lines.sort(key=lambda line: (line[0], line[6].startswith("N/A - Sub"), line[3], line[5], line[7]))
    return comma_separated(SUPPORT_HEADINGS, lines)


def _resettlement_table(rows):
    header = ["Date", "Year", "Quarter", "UK Region", "LAD Code", "Local Authority", "Resettlement Scheme"]
    lines = []
    for row in rows.itertuples():
        region, name, code = _where(row.area_code, row.quarter) if row.area_code else ("Unknown",) * 3
        lines.append((*_when(row.quarter), region, code, name, row.scheme, row.people_resettled))
    return comma_separated(
        [*header, "Persons"], sorted(lines, key=lambda line: (line[0], line[3], line[5], line[6]))
    )


def _when(quarter):
    return settings.as_of_date(quarter).isoformat(), quarter[:4], quarter[-1]


def _where(code, quarter):
    region = places.REGIONS[places.region_of()[places.force_of()[code]]]
    # The publisher's own letters vary: "Yorkshire And The Humber" in some quarters.
    return (region.upper() if quarter == MISCODED_QUARTER else region), places.district_names()[code], code


def _sheets(quarter, figures):
    """Return {name: rows} of the workbook of a quarter."""
    old = quarter <= LAST_IN_OLD_LAYOUT
    column = 0 if old else 1 if quarter < home_office.REVISED_IN else 2
    sheets = {
        "Cover_Sheet": [
            ["National Referral Mechanism statistics: invented data"],
            ["NRM referrals, decisions and Duty to Notify reports of Sampleshire and its neighbours"],
            ["Every figure in this workbook is invented."],
        ]
    }
    made = {"course": _course(quarter, figures)}
    if column == 2:
        made["county"] = [
            ["Table 12: NRM referrals by UK county"],
            ["Sampleshire is invented."],
            ["UK County", "2026"],
        ]
    police = figures.referrals[figures.referrals["quarter"] == quarter]
    for kind in HEADED:
        of_kind = figures.others.query("quarter == @quarter and kind == @kind")
        made[kind] = _responders(kind, police if kind == POLICE else of_kind, old)
    for kind in (REASONABLE, CONCLUSIVE):
        mine = figures.decisions.query("grounds == @kind and quarter <= @quarter")
        made[kind] = _decisions(mine, kind)
    made["notify"] = _reports(quarter, figures)
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
    body = []
    for block, held in _blocks(rows).items():
        depth = sum(map(bool, block))
        if kind == COUNCILS and depth == 0:
            continue
        shown = [""] * 4
        shown[max(depth - 1, 0)] = block[depth - 1] if depth else "Total"
        if kind == COUNCILS:
            shown = ["Total" if depth == 1 else shown[1], *shown[2:]]
        counts = [held[name] for name in nationalities]
        body.append([*shown, *counts, sum(counts)])
    if old:
        return [[title], ["Sampleshire is invented."], [""], ["", *header], *(["", *line] for line in body)]
    return [*_above(title), header, *body, [""], ["Note 1: every figure here is invented."]]


def _by_year(counts):
    """Return rows of counts, quarters by names: each year's total first, the year written once."""
    rows = []
    for year, of_year in counts.groupby(counts.index.str[:4]):
        rows.append([int(year), "", *of_year.sum().tolist()])
        rows += [["", row[0][5:], *row[1:]] for row in of_year.itertuples(name=None)]
    return rows


def _filled(rows):
    """Return rows by year as a CSV has them: the year in every line, "Total" in a line of the whole year."""
    lines, year = [], ""
    for line in rows:
        year = line[0] or year
        lines.append([year, line[1] or "Total", *line[2:]])
    return lines


def _above(title):
    return [[title], ["This worksheet contains one table."], ["Sampleshire is invented."], [""], [""]]


def _course(quarter, figures):
    counts = figures.referrals_by_quarter.pivot(
        index="quarter", columns=["age_group", "location"], values="referrals"
    )
    counts[AGE_GROUPS[0], "UK"] = home_office.as_said(counts[AGE_GROUPS[0], "UK"], quarter, figures.revisions)
    counts = counts[counts.index <= quarter].astype(int)
    upper, lower, parts = ["", ""], ["Year", "Quarter"], []
    for age in AGE_GROUPS:
        upper += [WRITTEN[age], *[""] * len(LOCATIONS)]
        lower += [*LOCATIONS, "Total"]
        parts += [counts[age][list(LOCATIONS)], counts[age].sum(axis=1)]
    columns = pd.concat([*parts, counts.sum(axis=1)], axis=1)
    title = "Table N: NRM referrals by quarter by age at exploitation and location of exploitation"
    return [*_above(title), [*upper, "Total"], [*lower, ""], *_by_year(columns)]


def _decision_columns(rows, kind):
    """Return the decisions of a kind, quarters by headings such as "Adult - Total"."""
    counts = rows.pivot(index="quarter", columns=["age_group", "decision"], values="decisions")
    columns = {}
    for age in AGE_GROUPS:
        for result in ("Negative", "Positive"):
            columns[f"{WRITTEN[age]} - {result} {kind.lower()}"] = counts[age, result]
        columns[f"{WRITTEN[age]} - Total"] = counts[age].sum(axis=1)
    return pd.DataFrame(columns | {"Total": counts.sum(axis=1)})


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


def _reports(quarter, figures):
    counts = figures.reports_by_quarter.set_index("quarter")
    said = home_office.as_said(counts["reports"], quarter, figures.revisions).to_frame()
    title = "Table N: Duty to Notify reports by quarter"
    return [*_above(title), ["Year", "Quarter", "Total"], *_by_year(said)]
