"""What a table promises, and the check that it keeps it."""

import functools
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pa
from pandera import extensions
from pandera.errors import SchemaErrors

from analysis import settings
from analysis.errors import InputError
from analysis.states import STATES


@extensions.register_check_method(statistics=["pattern"], supported_types=pd.Series)
def matches(texts: pd.Series, *, pattern: str) -> pd.Series:
    """Tell of each text whether it begins as a pattern says; a column repeats a few."""
    return texts.isin([one for one in texts.unique() if re.match(pattern, one)])


DISTRICT_CODE = r"^(E0[6-9]|W06)[0-9]{6}$"
LSOA_CODE = r"^[EW]01[0-9]{6}$"
MSOA_CODE = r"^[EW]02[0-9]{6}$"
FORCE_CODE = r"^(E23|W15)[0-9]{6}$"
QUARTER = r"^20[0-9][0-9]-Q[1-4]$"

PUT_RIGHT = "Put it right in the file, or put back the file as it was published."
# What pandera calls its checks, and what each asks.
ASKED = (
    (r"dtype\(.*int", "a whole number"),
    (r"dtype\(.*float", "a number"),
    (r"dtype\(.*bool", "True or False"),
    (r"dtype\(.*date", "a date"),
    (r"dtype\(", "text"),
    (r"greater_than_or_equal_to\((.*)\)", "{} or more"),
    (r"greater_than\((.*)\)", "more than {}"),
    (r"less_than_or_equal_to\((.*)\)", "{} or less"),
    (r"less_than\((.*)\)", "less than {}"),
    (r"isin\([\[(](.*)[\])]\)", "one of {}"),
    (r"str_length\(1, None\)", "text that is not blank"),
    (r"(?:str_)?matches\((.*)\)", "text of the form {}"),
    (r"not_nullable", "a value"),
    (r"field_uniqueness", "a value that no other row has"),
)


class Declaration(pa.DataFrameModel):
    """What every table shares: only the columns it names, in their types.

    A class may say `unique`, the columns of which no two rows have the same, and `coerce`. The last column is
    `status`, whether a row may be shown, unless the class has it elsewhere or says `status=False`.
    """

    class Config:
        strict = True
        ordered = False

    def __init_subclass__(cls, status=True, **config):
        if status and not hasattr(cls, "status"):
            cls.__annotations__["status"] = Annotated[str, pa.Field(isin=STATES)]
        if config:
            cls.Config = type("Config", (cls.Config,), config)
        super().__init_subclass__()


def columns(model: Any) -> list[str]:
    """Return the columns that a declaration names."""
    return list(model.to_schema().columns)


def empty(model: Any) -> pd.DataFrame:
    """Return the table without rows, for a source that the folder does not hold."""
    schema = model.to_schema().columns
    types = {name: "object" if column.dtype is None else column.dtype.type for name, column in schema.items()}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})


def checked(model: Any, frame: list[pd.DataFrame] | pd.DataFrame, source: str) -> pd.DataFrame:
    """Return `frame`, or the parts of it one beneath the other, once seen to keep what `model` declares.

    Without a part the table is `empty`. `source` names where the rows came from. Raises InputError naming it,
    the column, the row (row 1 is the first below the heading), what was found and what belongs there.
    """
    if isinstance(frame, list):
        frame = pd.concat(frame, ignore_index=True) if frame else empty(model)
    wanted = columns(model)
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking:
        raise InputError(
            f'{source}: {model.__name__} needs a column that is not there: "{lacking[0]}"'
            f"{f' ({len(lacking)} in all)' if len(lacking) > 1 else ''}. {PUT_RIGHT}"
        )
    frame = frame[wanted].reset_index(drop=True)
    try:
        return model.validate(frame, lazy=True)
    except SchemaErrors as faults:
        raise InputError(
            f"{source}: {model.__name__}, {_fault(model, frame, faults.failure_cases)}"
        ) from None


def _fault(model, frame, cases):
    """Return the first place where a table breaks its declaration, of `cases` that pandera lists."""
    # A column of a wrong type is a case without a row, beside those of its values where pandera converts.
    case = cases.sort_values("index", na_position="last", kind="stable").iloc[0]
    check, column = str(case["check"]), case["column"]
    if check == "multiple_fields_uniqueness":
        keys = list(model.to_schema().unique)
        row = frame.index[frame.duplicated(keys)][0]
        named = ", ".join(f'"{frame.loc[row, key]}"' for key in keys)
        return (
            f'columns "{", ".join(keys)}", row {row + 1}: found {named} a second time; each row has its own. '
            f"{PUT_RIGHT}"
        )
    if check.startswith("dtype"):
        row = _first_of_wrong_type(frame[column], check)
    else:
        row = None if pd.isna(case["index"]) else int(case["index"])
    found = case["failure_case"] if row is None else frame.loc[row, column]
    found = "a blank" if pd.isna(found) or found == "" else f'"{found}"'
    same = cases["column"].eq(column) & cases["check"].eq(case["check"]) & cases["index"].notna()
    more = max(same.sum() - 1, 0)
    return (
        f'column "{column}"{"" if row is None else f", row {row + 1}"}: found {found}, and '
        f"{_belongs(check)} belongs there{f'; {more} more such' if more else ''}. {PUT_RIGHT}"
    )


def _first_of_wrong_type(values, check):
    """Return the first row that is not a number, or not a whole one where that is declared; None for text."""
    if not re.search(r"int|float", check, re.IGNORECASE):
        return None
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = numbers.isna() | (numbers.mod(1).ne(0) & ("int" in check.lower()))
    wrong |= values.map(lambda value: isinstance(value, str)) & ~wrong.any()  # numbers that are kept as texts
    return int(wrong.idxmax()) if wrong.any() else None


def _belongs(check):
    """Say what a check of pandera asks of a value."""
    for pattern, words in ASKED:
        if asked := re.match(pattern, check, re.DOTALL):
            return words.format(*asked.groups())
    return check


def same_members(found: Iterable[str], expected: Iterable[str], what: str, source: str) -> None:
    """Refuse a table in which an expected member is absent or an unexpected one is present."""
    absent, extra = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    if absent:
        raise InputError(
            f"{source}: {what} {', '.join(absent[:5])} {'is' if len(absent) == 1 else 'are'} missing "
            f"({len(absent)} in all). Is it the file for this area and this vintage?"
        )
    if extra:
        raise InputError(
            f"{source}: {what} {', '.join(extra[:5])} should not be there ({len(extra)} in all)."
        )


def reconciled(
    parts: pd.Series, whole: pd.Series, source: str, share: float = 0.001, least: int = 60
) -> None:
    """Refuse sums further from the publisher's own total than its disclosure control explains.

    `parts` and `whole` are Series over the same index. Census cells are perturbed table by table and
    level by level: sums of LSOAs differed from districts by 0.055 % overall, and by at most 60 people
    in the cells measured, so 0.1 % of the area or 60, whichever is larger, is allowed.
    """
    difference = (parts - whole).abs()
    allowed = (whole.abs() * share).clip(lower=least)
    beyond = difference[difference > allowed]
    if len(beyond):
        worst = beyond.idxmax()
        raise InputError(
            f"{source}: {worst} adds to {parts[worst]:,.0f} where the publisher's total is "
            f"{whole[worst]:,.0f}. "
            f"A difference of {allowed[worst]:,.0f} could be disclosure control; this is more."
        )


def by_release(read: Callable) -> Callable:
    """Return `read`, a loader of counts of people, so that it refuses a process that runs chapters."""

    @functools.wraps(read)
    def refusing(*args, **kwargs):
        if settings.current_run().solved is not None:
            raise InputError(
                "Counts of people are released before chapters run: read(NAME, AREA) gives what may be shown "
                "of them."
            )
        return read(*args, **kwargs)

    return refusing
