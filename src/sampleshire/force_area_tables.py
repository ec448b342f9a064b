"""ONS's force-area workbook of Sampleshire: a header over rows, footnotes on labels, notes beneath."""

import io
from datetime import datetime

from sampleshire import crimes, layouts, places


def write(path, table, populations, year):
    """Write the workbook of the year to March of `year`: counts by force name, people by force code."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties(
            {"title": "Police force area data tables (invented)", "created": datetime(year, 7, 23)}
        )
        notes = book.add_worksheet("Notes")
        for number, line in enumerate(
            ["Notes", "Every figure in this workbook is invented.", "1. See each table."]
        ):
            notes.write_string(number, 0, line)
        counts = _with_totals(table)
        _sheet(book, "Table P1", counts, None, year)
        _sheet(book, "Table P3", counts, _people(populations), year)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(layouts.workbook(held.getvalue()))


def _with_totals(table):
    """Return [(code, label, counts or None)]: nation, each region with its forces, then transport police."""
    silent = crimes.FORCE_WITHOUT_FIGURES
    forces = [code for code in places.FORCES if code != silent]
    total = table.loc[[places.FORCES[code] for code in forces]].sum() + table.loc["British Transport Police"]
    rows = [(places.NATION_CODE, f"{places.NATION_NAME}7,8", total)]
    regions = places.region_of()
    for region, name in places.REGIONS.items():
        held = [code for code in forces if regions[code] == region]
        label = f"{name}8" if regions[silent] == region else name
        rows.append((region, label, table.loc[[places.FORCES[code] for code in held]].sum()))
        for code in [code for code in places.FORCES if regions[code] == region]:
            silent_one = code == silent
            label = places.FORCES[code] + ("8,9" if silent_one else "")
            rows.append((code, label, None if silent_one else table.loc[places.FORCES[code]]))
    rows.append(("", "British Transport Police", table.loc["British Transport Police"]))
    return rows


def _people(populations):
    people = {code: int(round(count * 1.028, -2)) for code, count in populations.items()}
    regions = places.region_of()
    for region in places.REGIONS:
        people[region] = sum(people[code] for code in places.FORCES if regions[code] == region)
    people[places.NATION_CODE] = sum(people[code] for code in places.FORCES)
    return people


_FOOTNOTES = {
    "Violence against the person": "4", "Stalking and harassment": " 5",
    "Death or serious injury - unlawful driving": " 5", "Residential burglary": "6",
    "Non-residential burglary": "6",
}  # fmt: skip
_AGAINST_SOCIETY = "Drug offences"


def _sheet(book, name, rows, people, year):
    sheet = book.add_worksheet(name)
    rates = people is not None
    what, unit = (
        ("rate of offences", "Rate per 1,000 population") if rates else ("number of offences", "Numbers")
    )
    sheet.write_string(
        0, 0,
        f"{name}: Police recorded crime by offence group and police force area, regions, {what}, "
        f"year ending March {year}1,2",
    )  # fmt: skip
    sheet.write_string(2, 0, "Sample Nation (excluding Ingleskerry)")
    labels, column = ["Area Code", "Area Name"], 2
    if rates:
        labels += [
            f"Population figures\n (mid-{year - 1})3  rounded to 100",
            f"Household figures\n (mid-{year - 1})4  rounded to 100 ",
            "",
        ]
        column = 5
    headed = [heading for heading, _ in crimes.AREA_TABLE_COLUMNS]
    total = "Total recorded crime (excluding fraud3)"
    if rates:
        labels.append(total)
    else:
        sheet.write_string(3, column, total)
        labels.append("")
    places_of = {"Total recorded crime (excluding fraud)": column}
    labels.append("")
    column += 2
    sheet.write_string(3, column, "Victim-based crime")
    for heading in headed:
        if heading == _AGAINST_SOCIETY:
            labels.append("")
            column += 1
            sheet.write_string(3, column, "Other crimes against society")
        places_of[heading] = column
        labels.append(heading + _FOOTNOTES.get(heading, ""))
        column += 1
    for number, label in enumerate(labels):
        if label:
            sheet.write_string(4, number, label)
    sheet.write_string(5, places_of["Total recorded crime (excluding fraud)"], unit)
    line = 6
    for code, label, counts in rows:
        if rates and not code:
            continue
        if code:
            sheet.write_string(line, 0, code)
        sheet.write_string(line, 1, label)
        if rates:
            sheet.write_number(line, 2, people[code])
            sheet.write_number(line, 3, round(people[code] / 2.36, -2))
        for heading, at in places_of.items():
            if counts is None:
                sheet.write_string(line, at, "..")
            elif rates and code == crimes.FORCE_WITHOUT_RATES:
                sheet.write_string(line, at, "-")
            elif rates:
                sheet.write_number(line, at, round(int(counts[heading]) * 1_000 / people[code], 10))
            else:
                sheet.write_number(line, at, int(counts[heading]))
        line += 1
    foot = [
        "Source: Home Office - Police recorded crime ",
        "1. Every figure in this table is invented.",
        "2. Figures may be revised.",
        "3. Offences of fraud are left out of breakdowns by area."
        if not rates
        else "3. Rounded to the nearest 100.",
        "4. Violence against the person includes stalking and harassment.",
        "5. Shown apart since the year ending June 2017.",
        "6. Figures may include crimes recorded against an expired code.",
        "7. Includes British Transport Police.",
        "8. Ingleskerry could not supply data. Its figures are in no total.",
        "9. '..'  indicates data not available.",
    ]
    if rates:
        foot.append("10. '-' indicates that a rate is not given because few people live in the area.")
    for number, note in enumerate(foot):
        sheet.write_string(line + number, 0, note)
