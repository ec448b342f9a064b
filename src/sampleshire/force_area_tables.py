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
    rows, people = _with_totals(table), _people(populations)
    numbers = [[code, label, *_figures(counts)] for code, label, counts in rows]
    rates = []
    for code, label, counts in rows:
        if code:  # the transport police have no residents, and no row
            mark = "-" if code == crimes.FORCE_WITHOUT_RATES else ""
            households = round(people[code] / 2.36, -2)
            rates.append([code, label, people[code], households, "", *_figures(counts, people[code], mark)])
    beside = [
        f"Population figures\n (mid-{year - 1})3  rounded to 100",
        f"Household figures\n (mid-{year - 1})4  rounded to 100 ",
        "",
    ]
    third = "3. Offences of fraud are left out of breakdowns by area."
    rounded = "3. Rounded to the nearest 100."
    tenth = "10. '-' indicates that a rate is not given because few people live in the area."
    sheets = {
        "Notes": [["Notes"], ["Every figure in this workbook is invented."], ["1. See each table."]],
        "Table P1": _sheet("P1", "number of offences", "Numbers", [], numbers, [third], year),
        "Table P3": _sheet(
            *("P3", "rate of offences", "Rate per 1,000 population"), beside, rates, [rounded, tenth], year
        ),
    }
    title = "Police force area data tables (invented)"
    path.write_bytes(workbook.xlsx(sheets, title, datetime(year, 7, 23)))


def _figures(counts, residents=None, mark=""):
    """Return what a row has across a table: counts, or rates by `residents`, or a mark in their place."""
    if counts is None or mark:
        return ["" if not one else mark or ".." for one in _ACROSS]
    numbers = ["" if not one else int(counts[one]) for one in _ACROSS]
    if residents is None:
        return numbers
    return ["" if number == "" else round(number * 1_000 / residents, 10) for number in numbers]


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


def _sheet(name, what, unit, beside, body, foot, year):
    """Return the rows of a table; `beside` heads the columns between the names and the figures."""
    title = (
        f"Table {name}: Police recorded crime by offence group and police force area, regions, {what}, "
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
