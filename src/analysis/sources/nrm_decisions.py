"""Decisions of the National Referral Mechanism by quarter: reasonable grounds, then conclusive grounds.

National figures of both competent authorities, by age group: no force and no nationality is in them.
"""

from analysis.sources import home_office, nrm_workbook

REASONABLE, CONCLUSIVE = "Reasonable grounds", "Conclusive grounds"
KINDS = (REASONABLE, CONCLUSIVE)
POSITIVE, NEGATIVE = "Positive", "Negative"


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
    parts = {f"{decision} {kind.lower()}": decision for decision in (NEGATIVE, POSITIVE)}
    return home_office.read_wide(table, file, parts, ("decision", "decisions"))
