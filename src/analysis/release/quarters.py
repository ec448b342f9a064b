"""How many quarters each table of the office's own counts needs, said before the first is counted."""

from analysis import extracts
from analysis.disclosure.periods import before
from analysis.errors import InputError, how_many
from analysis.release import series, tabulations


def wanted(source):
    """Return {quarters in a row: titles of the tables of a source that need so many}, the fewest first."""
    found = {}
    for one in tabulations.listed().values():
        if one.source == source:
            found.setdefault(one.quarters_needed, []).append(one.title)
    return dict(sorted(found.items()))


def to_begin_with(source):
    """Return in words what a first file of a source gives, and what it cannot; "" for no counts of people."""
    tables = wanted(source) if source in series.ALL else {}
    if not tables:
        return ""
    parts = [f"{how_many(number, 'quarters')} for {'; '.join(titles)}" for number, titles in tables.items()]
    return f"Quarters in a row that its tables need: {'. '.join(parts)}."


def short_of(area):
    """Return a row of `check` for the tables of each source that need more quarters than it has."""
    rows = []
    for source, one in series.ALL.items():
        if not one.own:
            continue
        try:
            held = extracts.counts_for(area, kept=extracts.stored(area, source), kind=source).quarters
        except InputError:  # it has none, or the row of its file says what is wrong
            continue
        in_a_row = _in_a_row(held)
        for number, titles in wanted(source).items():
            if number > in_a_row:
                said = f"need {number} quarters in a row, and there are {in_a_row}: {'; '.join(titles)}"
                rows.append((f"tables of {source}", "not available yet", "", "", said, ""))
    return rows


def _in_a_row(held):
    """Return how many of the quarters that are held end with the newest and leave none out."""
    number, quarter = 0, max(held, default="")
    while quarter in held:
        number, quarter = number + 1, before(quarter)
    return number
