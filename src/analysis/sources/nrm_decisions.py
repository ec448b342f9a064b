"""Decisions of the National Referral Mechanism by quarter: reasonable grounds, then conclusive grounds.

National figures of both competent authorities, by age group: no force and no nationality is in them.
"""

import pandas as pd

from analysis.sources import files, nrm_workbook
from analysis.sources.home_office import AGE_GROUPS, AGE_NOT_KNOWN, quarters_in_order
from analysis.sources.reading import TOTAL, Read, exactly, refuse_twice, refuse_unless_adds_up

REASONABLE, CONCLUSIVE = "Reasonable grounds", "Conclusive grounds"
KINDS = (REASONABLE, CONCLUSIVE)
POSITIVE, NEGATIVE = "Positive", "Negative"
_AGES = {AGE_GROUPS[0]: AGE_GROUPS[0], AGE_GROUPS[1]: AGE_GROUPS[1], AGE_NOT_KNOWN: AGE_GROUPS[2]}


def title(kind):
    """Return what is in the title of the workbook's sheet of a kind of decision."""
    return (f"{kind.lower()} decisions", "by quarter", "age")


def decisions_by_quarter(file, kind):
    """Return the decisions of a kind by quarter, age group and what was decided, zeros too.

    `frame` has `quarter`, `age_group`, `decision` ("Positive", "Negative") and `decisions`. Read from the
    CSV or the publisher's workbook.

    Raises InputError for another layout, a quarter that is missing, twice there or out of its order, a count
    that is not a whole number, and a total of an age group, a quarter or a year that its parts do not add to.
    """
    table, file = nrm_workbook.course_table(file, title(kind))
    cells = {
        f"{written} - {decision} {kind.lower()}": (age, decision)
        for written, age in _AGES.items()
        for decision in (NEGATIVE, POSITIVE)
    }
    totals = {f"{written} - {TOTAL}": age for written, age in _AGES.items()}
    exactly(file, table.columns, ["Year", "Quarter", *cells, *totals, TOTAL])
    refuse_twice(table, file, ["Year", "Quarter"])
    quarters = quarters_in_order(table, file, also=(TOTAL,))
    counts = {name: files.whole_numbers(table[name], file, name) for name in [*cells, *totals, TOTAL]}
    _check_totals(file, quarters, cells, totals, counts)
    of_year = quarters.str.endswith(TOTAL)
    parts = [
        pd.DataFrame(
            {"quarter": quarters, "age_group": age, "decision": decision, "decisions": counts[name]}
        )[~of_year]
        for name, (age, decision) in cells.items()
    ]
    frame = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    explained = {"counted": int((~of_year).sum()), "totals of other rows": int(of_year.sum())}
    return Read(frame.astype({"age_group": "str", "decision": "str"}), explained)


def _check_totals(file, quarters, cells, totals, counts):
    """Refuse totals of ages, of quarters and of years to which their parts do not add."""
    rows = pd.DataFrame({"quarter": quarters})
    wholes = {name: [part for part, (of, _) in cells.items() if of == age] for name, age in totals.items()}
    for name, own in (wholes | {TOTAL: list(totals)}).items():
        both = rows.assign(of=name)
        parts, whole = both.assign(count=sum(counts[part] for part in own)), both.assign(count=counts[name])
        refuse_unless_adds_up(parts, whole, ["quarter", "of"], "count", file)
    of_year = quarters.str.endswith(TOTAL)
    for name, count in counts.items():
        one = pd.DataFrame({"year": quarters.str[:4], "of": name, "count": count})
        refuse_unless_adds_up(one[~of_year], one[of_year], ["year", "of"], "count", file)
