"""Tables of counts of people that show their columns, number of rows and policy, and never a row.

What is promised: such a table, a part of it, what `measures.tabulate` makes of it or what pandas derives from
it is not shown by a cell, printed, formatted, written to a file or drawn, and a message names no value of it.
Nor does the open door of `publish.control()` let it out, whatever its columns are called. What is not: code
that takes single values out of it, such as `table.iloc[0, 0]` or `print(table.to_numpy())`, gets them, and so
does a plain table to which it is joined from the right, or that is made anew of its numbers. A build lets out
what passed the door alone, and JupyterLab as `make lab` opens it saves no output.
"""

import html
import sys

import numpy as np
import pandas as pd

from analysis.errors import InputError

POLICY = (
    "Counts of people under disclosure control: rows are not shown. "
    "publish.control(…, table=NAME) says what may leave."
)
_WRITING = (
    "to_clipboard to_csv to_excel to_feather to_gbq to_hdf to_html to_iceberg to_json to_latex to_markdown "
    "to_orc to_parquet to_pickle to_sql to_stata to_string to_xml"
)
DRAWING = ("boxplot", "hist", "plot", "style")


def summary(table):
    """Return what is shown of a table in place of its rows.

    >>> summary(Guarded({"district": ["Quarrowby"], "victims": [3]})).splitlines()[0]
    'Guarded: 1 row; columns: district, victims'
    """
    if isinstance(table, pd.DataFrame):
        held = f"columns: {', '.join(map(_named, table.columns))}"
    elif isinstance(table, pd.Series | pd.Index):
        held = f"name: {_named(table.name)}"
    else:
        held = f"of {table.dtype}"
    rows = len(table) if np.ndim(table) else 1
    return f"{type(table).__name__}: {rows:,} row{'' if rows == 1 else 's'}; {held}\n{POLICY}"


def _paragraph(table):
    return f"<p>{'<br>'.join(html.escape(line) for line in summary(table).splitlines())}</p>"


def _named(label):
    """Return a column's name; after a pivot it may be a figure, which is not shown."""
    parts = label if isinstance(label, tuple) else (label,)
    return " / ".join(part if isinstance(part, str) else type(part).__name__ for part in parts)


def _refused(name):
    def refuse(self, *args, **kwargs):
        raise InputError(
            "Counts of people under disclosure control are neither written nor drawn as they are "
            f"({name}). Use publish.control(…, table=NAME), with a table that data/release.toml lists."
        )

    return property(refuse) if name in DRAWING else refuse


class _Unshown:
    def __repr__(self):
        return summary(self)

    __str__ = __repr__

    def _repr_html_(self):
        return _paragraph(self)

    def value_counts(self, *args, **kwargs):
        """Return what pandas does, guarded: it makes the answer anew."""
        return GuardedSeries(super().value_counts(*args, **kwargs))

    def describe(self, *args, **kwargs):
        """Return what pandas does, guarded: it makes the answer anew."""
        found = super().describe(*args, **kwargs)
        return (GuardedSeries if isinstance(found, pd.Series) else Guarded)(found)

    def _repr_latex_(self):
        return None

    def _repr_data_resource_(self):
        return None


for _name in (*_WRITING.split(), *DRAWING):
    setattr(_Unshown, _name, _refused(_name))


class GuardedSeries(_Unshown, pd.Series):
    """A column of a guarded table."""

    @property
    def _constructor(self):
        return GuardedSeries

    @property
    def _constructor_expanddim(self):
        return Guarded


class Guarded(_Unshown, pd.DataFrame):
    """A DataFrame whose rows are not shown, nor those of what pandas derives from it."""

    @property
    def _constructor(self):
        return Guarded

    @property
    def _constructor_sliced(self):
        return GuardedSeries


def hide_rows():
    """In a notebook, show every table, column and array from here on by its columns and number of rows.

    What pandas derives from a guarded table is guarded; what is made anew of its numbers is not, and a
    kernel that has loaded counts of people can no longer tell which is which.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    kinds = (pd.DataFrame, pd.Series, pd.Index, pd.api.extensions.ExtensionArray, np.ndarray)
    for mime, formatter in shell.display_formatter.formatters.items():
        for kind in kinds:
            if mime == "text/plain":
                formatter.for_type(kind, lambda table, printer, cycle: printer.text(summary(table)))
            elif mime == "text/html":
                formatter.for_type(kind, _paragraph)
            else:
                formatter.for_type(kind, lambda table: None)
