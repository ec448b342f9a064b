"""What is said where something is refused."""

import pytest

from analysis.errors import InputError


def refusal(work, *given, kind=InputError, **how):
    """Return the message, of one line, with which a call is refused."""
    with pytest.raises(kind) as caught:
        work(*given, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def lacks(message, *parts):
    """Return which of its parts a message lacks: file, row or column, what was found, what to do.

    A test holds a message to these, and not to the words between them.
    """
    return [part for part in parts if part not in message]
