"""How a TOML file of the project is read, with words for the person who has it open."""

import tomllib

from analysis.errors import InputError


def read(path, what_for):
    """Return what a TOML file holds, a dict.

    Raises InputError where it is not there, with `what_for` (a sentence), and where it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. {what_for}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{path.name}: is not TOML that can be read: {fault}.") from None
