"""How the registers of data/reference are read: entries whole, days that are days, measures that exist."""

from typing import Annotated

import pandas as pd
import pydantic

from analysis import settings, toml_file
from analysis.errors import nearest
from analysis.tables.declaration import columns

MEASURES = "measures.toml"
BETWEEN = "; "  # between the measures of an entry in a table's cell


def _exist(given):
    """Refuse a measure that does not exist: a row of a register that leads nowhere answers nothing."""
    known = list(_held(MEASURES))
    for one in given:
        if one not in known:
            raise ValueError(
                f'points to the measure "{one}", which does not exist in data/reference/{MEASURES}. '
                f"Known: {known[0]} to {known[-1]}. {nearest(one, known)}".rstrip()
            )
    return BETWEEN.join(given)


# Lists of an entry, each made one cell of its table.
MeasuresInOneCell = Annotated[toml_file.SomeTexts, pydantic.AfterValidator(_exist)]
NumbersInOneCell = Annotated[
    tuple[int, ...], toml_file.Listed, pydantic.AfterValidator(lambda found: ", ".join(map(str, found)))
]


def entry(table, base=toml_file.Entry, without=("status",), **more):
    """Return the model of an entry that is a row of `table`: text in each column but those of `more`.

    `base` has what else must hold of it. Columns `without` are none of its fields.
    """
    plain = {name: str for name in columns(table) if name not in without}
    return pydantic.create_model(table.__name__, __base__=base, **plain | more)


def listed(name, table, model):
    """Return the entries of a file of data/reference that has one list of them, called `table`.

    Raises InputError naming file and entry.
    """
    file = pydantic.create_model(
        table, __base__=toml_file.Entry, **{table: Annotated[tuple[model, ...], toml_file.Listed]}
    )
    return getattr(content(name, file), table)


def content(name, model):
    """Return a file of data/reference as `model` declares it; raises InputError naming file and entry."""
    return toml_file.checked(model, _held(name), name)


def frame(entries, *days):
    """Return a table with a row for each entry, shown, the columns `days` as days."""
    made = pd.DataFrame(map(dict, entries)).assign(status="shown")
    return made.astype(dict.fromkeys(days, "datetime64[us]"))


def _held(name):
    path = settings.data("reference", name)
    return toml_file.read(path, "It comes with the project: restore it from the repository.")
