"""What must hold in the outcomes open data: each row once, each count under its heading, no quarter lost."""

from analysis.errors import InputError
from analysis.sources.outcome_types import NOT_YET

RECORDED, CLOSED = "outcomes_recorded_in_quarter", "outcomes_closed_in_quarter"
AGAIN = "Download the file again."


def each_once(place, rows):
    """Refuse a combination that appears twice, but for a code that joins several (homicide)."""
    keys = ["financial_year", "financial_quarter", "force_name", "offence_code", "outcome_type"]
    again = rows[rows.duplicated(keys, keep=False)]
    if again.empty:
        return
    nth = again.groupby(keys, observed=True).cumcount()
    wrong = nth > again["offence_code"].astype("str").str.count("/")
    if wrong.any():
        row = wrong.idxmax()
        year, quarter, force, code, kind = rows.loc[row, keys]
        raise InputError(
            f'{place.name}, row {row + 2}: {force}, {year} quarter {quarter}, code "{code}", outcome type '
            f"{kind} appears twice; {int(wrong.sum())} in all. {AGAIN}"
        )


def in_one_sheet(file, rows):
    """Refuse a workbook of which two sheets hold the same outcome: a copy of a sheet would count twice."""
    again = rows[rows.duplicated([name for name in rows.columns if rows[name].dtype != "float64"])]
    keys = ["financial_year", "financial_quarter", "force_name", "offence_code", "outcome_type"]
    if len(again) and not again["offence_code"].astype("str").str.contains("/").all():
        year, quarter, force, code, kind = again[keys].iloc[0]
        raise InputError(
            f'{file.name}: two sheets hold {force}, {year} quarter {quarter}, code "{code}", outcome type '
            f"{kind}; {len(again)} in all. Take the copy out, or download the file again."
        )


def not_swapped(place, rows):
    """Refuse closed investigations of offences that have no outcome yet: the columns change places then."""
    undecided = rows[rows["outcome_type"] == NOT_YET]
    closed = undecided[CLOSED].dropna()
    wrong = closed != 0
    if wrong.any():
        row = wrong.idxmax()
        raise InputError(
            f'{place.name}, column "Outcomes for investigations closed in the quarter", row {row + 2}: '
            f"{closed[row]} investigations were closed of offences that have no outcome yet "
            f"(type {NOT_YET}), which cannot be; {int(wrong.sum())} in all. The two count columns look "
            "swapped: see that each appears under its own heading, or download the file again."
        )


def quarters_in_year(frame, file):
    """Return how many quarters the year of each row has so far, refusing a gap in them or in one force's."""
    keys = ["financial_year", "force_name", "financial_quarter"]
    pairs = frame[keys].drop_duplicates().astype({"force_name": "str"})
    held = pairs.groupby(keys[:2])["financial_quarter"].agg(set)
    by_year = held.groupby(level=0).agg(lambda sets: set().union(*sets))
    for year, quarters in by_year.items():
        missing = sorted(set(range(1, max(quarters) + 1)) - quarters)
        if missing:
            raise InputError(
                f"{file.name}: {year} has no row of quarter {missing[0]} and has rows of quarter "
                f"{max(quarters)}. A missing quarter would look like a fall. {AGAIN}"
            )
    for (year, force), quarters in held.items():
        missing = sorted(by_year[year] - quarters)
        if missing:
            raise InputError(
                f"{file.name}: {force} has no row of {year} quarter {missing[0]}, which other forces have. "
                f"A missing quarter would look like a fall. {AGAIN}"
            )
    return frame["financial_year"].map(by_year.map(len)).astype("int64")
