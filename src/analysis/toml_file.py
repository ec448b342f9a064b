"""How a TOML file of the project is read and checked, with words for the person who has it open."""

import datetime
import re
import tomllib
from typing import Annotated

import pydantic

from analysis import plain_file
from analysis.errors import InputError, nearest

LONGEST = 10_000_000  # bytes: a mapping of a hundred suppliers takes a hundredth of it
MOST_TOLD = 3  # problems in one error: a file of another kind has hundreds
# What is expected where pydantic finds a fault of a kind.
EXPECTED = {
    "missing": "a value",
    "extra_forbidden": "no field of this name",
    "string_type": "text in quotation marks",
    "string_too_short": "text that is not blank",
    "int_type": "a whole number, without quotation marks",
    "float_type": "a number, without quotation marks",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a table of fields",
    "model_type": "a table of fields",
    "too_short": "a list of at least {min_length}",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "{ge:g} or more",
    "less_than": "a number below {lt}",
    "less_than_equal": "{le:g} or less",
    "literal_error": "one of {expected}",
}


def day(found):
    """Return a day of TOML, or in text, as a date. Raises ValueError for anything else."""
    if isinstance(found, datetime.date):
        return found
    try:
        return datetime.date.fromisoformat(found)
    except (TypeError, ValueError):
        raise ValueError(f'found {found!r}, expected a day as "2026-05-20".') from None


Text = Annotated[str, pydantic.StringConstraints(strip_whitespace=True, min_length=1)]  # not blank
DayOrBlank = Annotated[
    datetime.date | None, pydantic.BeforeValidator(lambda found: day(found) if found else None)
]
# Lists of TOML, kept as tuples: a strict tuple would take nothing but a tuple.
Listed = pydantic.Field(strict=False)
Texts = Annotated[tuple[str, ...], Listed]
SomeTexts = Annotated[tuple[Text, ...], pydantic.Field(strict=False, min_length=1)]


class Entry(pydantic.BaseModel):
    """A table of a file: the fields that it declares, each of its own kind, and no others."""

    model_config = pydantic.ConfigDict(frozen=True, strict=True, extra="forbid")

    @pydantic.model_validator(mode="before")
    @classmethod
    def _known(cls, found):
        closed = isinstance(found, dict) and cls.model_config["extra"] == "forbid"
        for name in found if closed else ():
            if name not in cls.model_fields:
                raise ValueError(f'unknown field "{name}". {nearest(name, cls.model_fields)}'.rstrip())
        return found


def one_of(found, known, expected=None):
    """Return `found`, once it is one of `known`; for validators.

    Raises ValueError with what is `expected`, else with all that are known, and with the nearest.
    """
    if found not in known:
        wanted = expected or f"one of: {', '.join(map(str, known))}"
        raise ValueError(f"found {found!r}, expected {wanted}. {nearest(found, known)}".rstrip())
    return found


def read(path, what_for):
    """Return what a TOML file holds, a dict.

    Raises InputError where it is not there, with `what_for` (a sentence), and where it is not TOML.
    """
    return parsed(path.name, content(path, what_for))


def content(path, what_for):
    """Return the bytes of a file; raises InputError where it is not there, with `what_for` (a sentence)."""
    try:
        return plain_file.content(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. {what_for}") from None


def parsed(name, content):
    """Return what the bytes of a TOML file hold, a dict.

    Raises InputError where they are not TOML, nested too deep, or hold a number too long to be one.
    """
    if len(content) > LONGEST:
        raise InputError(
            f"{name}: {len(content) // 10**6} MB; the limit is {LONGEST // 10**6} MB. Restore it."
        )
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{name}: is not TOML that can be read: {fault}.") from None
    except RecursionError:
        raise InputError(f"{name}: is not TOML that can be read: it is nested too deep.") from None
    except ValueError:
        raise InputError(f"{name}: is not TOML that can be read: it holds an invalid number.") from None


def checked(model, found, name):
    """Return what a file holds as `model` declares it: a subclass of Entry, or a dict of them.

    Raises InputError with the `name` of the file, then table, field, what was found and what is expected, of
    the first few problems.
    """
    try:
        return pydantic.TypeAdapter(model).validate_python(found)
    except pydantic.ValidationError as fault:
        problems = dict.fromkeys(
            _problem(one, found, name) for one in fault.errors(include_url=False)[:MOST_TOLD]
        )
        raise InputError(" Also ".join(problems)) from None


def named(model, found, name, key="name"):
    """Return the tables of a file as {name: `model`}, each told its name under `key`.

    Raises InputError as `checked` does.
    """
    for one, entry in found.items():
        if isinstance(entry, dict) and key in entry:
            raise InputError(f'{name}, [{one}]: unknown field "{key}".')
    told = {one: {key: one, **entry} if isinstance(entry, dict) else entry for one, entry in found.items()}
    return checked(dict[str, model], told, name)


def _problem(fault, found, name):
    """Return a fault in words, after the file, the table as it is written there, and the field."""
    *tables, field = _place([part for part in fault["loc"] if part != "[key]"], found)
    header, numbers = [[part for part in tables if isinstance(part, kind)] for kind in (str, int)]
    place = name + (f", [{'.'.join(header)}]" if header else "") + "".join(f" {part + 1}" for part in numbers)
    if fault["type"] == "missing":
        return f'{place}: the field "{field}" is missing.'
    place += f', field "{field}"' if field else ""
    if fault["type"] == "value_error":
        return f"{place}: {fault['ctx']['error']}"
    given, wanted = fault["input"], expected(fault)
    shown = str(given).lower() if isinstance(given, bool) else repr(given)
    near = nearest(str(given), re.findall(r"'([^']*)'", wanted))
    return f"{place}: found {shown}, expected {wanted}. {near}".rstrip()


def expected(fault):
    """Return in words what is expected where pydantic finds a fault, which is one of its `errors()`."""
    words = EXPECTED.get(fault["type"], fault["msg"].removeprefix("Input should be "))
    return words.format(**fault.get("ctx", {}))


def _place(location, found):
    """Return the tables that lead to a place, and the first field that is not a table, or None."""
    tables = []
    for part in location:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return [*tables, part]
        if not (
            isinstance(found, dict) or (isinstance(found, list) and found and isinstance(found[0], dict))
        ):
            return [*tables, part]
        tables.append(part)
    return [*tables, None]
