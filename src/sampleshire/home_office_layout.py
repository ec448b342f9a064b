"""The Home Office's layouts: referrals and reports a file a quarter, the longer tables a file each."""

from collections import Counter

import pandas as pd

from analysis.sources.home_office import NOT_SPECIFIED
from sampleshire import home_office, places
from sampleshire.layouts import comma_separated, text

# Written in small letters from here on, as the publisher did: "(Drc)", "UKrainian".
SPELT_ANEW_FROM = "2023-Q1"
MISCODED_QUARTER = "2022-Q4"
# At that date section 98 of the first three appears under the code of the fourth.
MISCODED = ("E07000916", "E07000917", "E07000918", "E07000919")
TWO_ROWS = ("2023-Q1", "E07000921")  # one authority's row stands as two that differ in their count alone


def write(folder, figures):
    """Write every file of the Home Office's statistics on referrals, reports, support and resettlement."""
    for quarter in home_office.quarters(home_office.FIRST_QUARTER):
        name = quarter.lower().replace("-", "_")
        mine = figures.referrals[figures.referrals["quarter"] == quarter]
        text(folder / f"nrm_referrals_police_{name}.csv", _referral_table(mine, quarter))
        reports = figures.reports[figures.reports["quarter"] == quarter]
        rows = sorted((_spelt(r.nationality, quarter), r.reports) for r in reports.itertuples())
        rows.append(("Total", reports["reports"].sum()))
        text(folder / f"nrm_duty_to_notify_{name}.csv", comma_separated(["Nationality", "Total"], rows))
    text(folder / "nrm_referrals_longitudinal.csv", _referral_course_table(figures.referrals_by_quarter))
    text(folder / "nrm_duty_to_notify_longitudinal.csv", _report_course_table(figures.reports_by_quarter))
    text(folder / "asylum_support_local_authority_Asy_D11.csv", _support_table(figures.support))
    text(folder / "resettlement_local_authority_Res_D01.csv", _resettlement_table(figures.resettled))


def _spelt(nationality, quarter):
    if quarter < SPELT_ANEW_FROM:
        return nationality
    return nationality.replace("(DRC)", "(Drc)").replace(" Ukrainian", " UKrainian")


def _referral_table(rows, quarter):
    """Return the table of one quarter: totals within one another, zeros written out, all text quoted."""
    blocks = {("Police total", "", "", ""): Counter()}
    for row in rows.itertuples():
        labels = (row.first_responder, row.exploitation, row.age_group, row.gender)
        for depth in range(1, len(labels) + 1):
            block = (*labels[:depth], *[""] * (len(labels) - depth))
            blocks.setdefault(block, Counter())[row.nationality] += row.referrals
        blocks["Police total", "", "", ""][row.nationality] += row.referrals
    names = sorted(rows["nationality"].unique(), key=lambda name: _spelt(name, quarter))
    lines = []
    # A total is "" until it is written, so that it comes before its parts.
    for block in sorted(blocks):
        labels = ("Police", *(label or "Total" for label in block))
        lines += [(*labels, _spelt(name, quarter), blocks[block][name]) for name in names]
        lines.append((*labels, "Total", blocks[block].total()))
    header = ["First responder type", "First responder", "Exploitation type", "Age at exploitation", "Gender"]
    return comma_separated([*header, "Nationality", "People"], lines, quoted=True)


def _referral_course_table(rows):
    lines = []
    for (quarter, age), part in rows.groupby(["quarter", "age_group"], sort=False):
        written = "Age not specified or unknown" if age == NOT_SPECIFIED else age
        counts = [*zip(part["location"], part["referrals"], strict=True), ("Total", part["referrals"].sum())]
        lines += [(quarter[:4], quarter[5:], written, place, count) for place, count in counts]
    header = ["Year", "Quarter", "Age at exploitation", "Location of exploitation", "NRM referrals"]
    return comma_separated(header, lines)


def _report_course_table(rows):
    lines = []
    for year, part in rows.groupby(rows["quarter"].str[:4]):
        lines.append((year, "Total", part["reports"].sum()))
        lines += [(year, row.quarter[5:], row.reports) for row in part.itertuples()]
    return comma_separated(["Year", "Quarter", "Total"], lines)


def _support_table(rows):
    """Return Asy_D11: both spellings of subsistence, authorities that are sentences, wrong codes, a pair."""
    header = ["Date", "Year", "Quarter", "Support Type", "UK Region", "Local Authority", "LAD Code"]
    last = f"{pd.Period(home_office.LAST_QUARTER.replace('-', ''), freq='Q').end_time:%b %Y}"
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
        if (
            row.quarter == MISCODED_QUARTER
            and row.support_type == "Section 98"
            and row.area_code in MISCODED[:3]
        ):
            where = (*where[:2], MISCODED[3])
        people = [row.people_supported]
        if (row.quarter, row.area_code, kind) == (*TWO_ROWS, home_office.DISPERSAL) and people[0] > 3:
            people = [1, people[0] - 1]
        lines += [(*_when(row.quarter), row.support_type, *where, kind, count) for count in people]
    lines.append((*_when("2019-Q2"), "Section 95", "Unknown", "Unknown", "N/A", home_office.DISPERSAL, 6))
    lines.sort(key=lambda line: (line[0], line[6].startswith("N/A - Sub"), line[3], line[5], line[7]))
    return comma_separated([*header, "Accommodation Type", "People"], lines)


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
    last_day = pd.Period(quarter.replace("-", ""), freq="Q").end_time
    return f"{last_day:%Y-%m-%d}", quarter[:4], quarter[-1]


def _where(code, quarter):
    region = places.REGIONS[places.region_of()[places.force_of()[code]]]
    # The publisher's own letters vary: "Yorkshire And The Humber" in some quarters.
    return (region.upper() if quarter == MISCODED_QUARTER else region), places.district_names()[code], code
