"""What the columns of the tables mean, and in which unit they are: data/reference/columns.csv lists them."""

import functools

from analysis import areas

LIST = "columns.csv"


def of(table: str, column: str) -> dict[str, str]:
    """Return `unit` and `meaning` of a column of a table; both are "" where the column is not listed.

    A row of the list without a table is about the column in every table. Where one name means something else
    in one table, the row that names this table counts.

    >>> of("deprivation", "imd_decile")["unit"], of("a_table_of_an_office", "its_own_column")["unit"]
    ('decile', '')
    """
    listed = _listed()
    return listed.get((column, table)) or listed.get((column, "")) or {"unit": "", "meaning": ""}


@functools.cache
def _listed() -> dict[tuple[str, str], dict[str, str]]:
    return {
        (row["column"], row["table"]): {"unit": row["unit"], "meaning": row["meaning"]}
        for row in areas.reference(LIST)
    }
