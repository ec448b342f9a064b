"""ONS's force-area workbook of Sampleshire: a header over rows, footnotes on labels, notes beneath."""

from datetime import datetime

from sampleshire import crimes, places, workbook

_RAIL, _TOTAL = "British Transport Police", "Total recorded crime (excluding fraud)"
_FOOTNOTES = {
    "Violence against the person": "4", "Stalking and harassment": " 5",
    "Death or serious injury - unlawful driving": " 5", "Residential burglary": "6",
    "Non-residential burglary": "6",
}  # fmt: skip
_AGAINST_SOCIETY = crimes.AREA_TABLE_COLUMNS.index("Drug offences")
# What appears across each table: the total, offences with victims, those against society, and gaps between.
_ACROSS = [
    _TOTAL, "", *crimes.AREA_TABLE_COLUMNS[:_AGAINST_SOCIETY], "",
    *crimes.AREA_TABLE_COLUMNS[_AGAINST_SOCIETY:],
]  # fmt: skip
_ABOVE = {
    "Violence against the person": "Victim-based crime",
    "Drug offences": "Other crimes against society",
}


def write(path, table, populations, year):
    """Write the workbook of the year to March of `year`: counts by force name, people by force code."""
    counts = _with_totals(table)
    sheets = {
        "Notes": [["Notes"], ["Every figure in this workbook is invented."], ["1. See each table."]],
        "Table P1": _counts(counts, year),
        "Table P3": _rates(counts, _people(populations), year),
    }
    title = "Police force area data tables (invented)"
    path.write_bytes(workbook.xlsx(sheets, title, datetime(year, 7, 23)))


def _with_totals(table):
    """Return [(code, label, counts or None)]: nation, each region with its forces, then transport police."""
    silent, regions = crimes.FORCE_WITHOUT_FIGURES, places.region_of()
    forces = [code for code in places.FORCES if code != silent]
    total = table.loc[[places.FORCES[code] for code in forces]].sum() + table.loc[_RAIL]
    rows = [(places.NATION_CODE, f"{places.NATION_NAME}7,8", total)]
    for region, name in places.REGIONS.items():
        held = [code for code in forces if regions[code] == region]
        label = f"{name}8" if regions[silent] == region else name
        rows.append((region, label, table.loc[[places.FORCES[code] for code in held]].sum()))
        for code in [code for code in places.FORCES if regions[code] == region]:
            name = places.FORCES[code]
            rows.append((code, f"{name}8,9", None) if code == silent else (code, name, table.loc[name]))
    return [*rows, ("", _RAIL, table.loc[_RAIL])]


def _people(populations):
    people = {code: int(round(count * 1.028, -2)) for code, count in populations.items()}
    regions = places.region_of()
    for region in places.REGIONS:
        people[region] = sum(people[code] for code in places.FORCES if regions[code] == region)
    people[places.NATION_CODE] = sum(people[code] for code in places.FORCES)
    return people


def _counts(rows, year):
    """Return the rows of the table of counts."""
    body = [
        [code, label, *("" if not one else ".." if counts is None else int(counts[one]) for one in _ACROSS)]
        for code, label, counts in rows
    ]
    foot = ["3. Offences of fraud are left out of breakdowns by area."]
    return _sheet("Table P1", "number of offences", "Numbers", [], body, foot, year)


def _rates(rows, people, year):
    """Return the rows of the table of rates: the transport police have no residents, and no row."""
    beside = [
        f"Population figures\n (mid-{year - 1})3  rounded to 100",
        f"Household figures\n (mid-{year - 1})4  rounded to 100 ",
        "",
    ]
    body = []
    for code, label, counts in rows:
        if not code:
            continue
        mark = ".." if counts is None else "-" if code == crimes.FORCE_WITHOUT_RATES else None
        body.append(
            [
                *(code, label, people[code], round(people[code] / 2.36, -2), ""),
                *(
                    "" if not one else mark or round(int(counts[one]) * 1_000 / people[code], 10)
                    for one in _ACROSS
                ),
            ]
        )
    foot = [
        "3. Rounded to the nearest 100.",
        "10. '-' indicates that a rate is not given because few people live in the area.",
    ]
    return _sheet("Table P3", "rate of offences", "Rate per 1,000 population", beside, body, foot, year)


def _sheet(name, what, unit, beside, body, foot, year):
    """Return the rows of a table; `beside` heads the columns between the names and the figures."""
    title = (
        f"{name}: Police recorded crime by offence group and police force area, regions, {what}, "
        f"year ending March {year}1,2"
    )
    blank, total = [""] * (2 + len(beside)), _TOTAL.replace("fraud)", "fraud3)")
    # The total is headed beside the groups in the table of rates, and above them in that of counts.
    above = [*blank, "" if beside else total, *(_ABOVE.get(one, "") for one in _ACROSS[1:])]
    headed = [one + _FOOTNOTES.get(one, "") for one in _ACROSS[1:]]
    return [
        [title],
        [],
        ["Sample Nation (excluding Ingleskerry)"],
        above,
        ["Area Code", "Area Name", *beside, total if beside else "", *headed],
        [*blank, unit],
        *body,
        ["Source: Home Office - Police recorded crime "],
        ["1. Every figure in this table is invented."],
        ["2. Figures may be revised."],
        [foot[0]],
        ["4. Violence against the person includes stalking and harassment."],
        ["5. Shown apart since the year ending June 2017."],
        ["6. Figures may include crimes recorded against an expired code."],
        ["7. Includes British Transport Police."],
        ["8. Ingleskerry could not supply data. Its figures are in no total."],
        ["9. '..'  indicates data not available."],
        *([one] for one in foot[1:]),
    ]
