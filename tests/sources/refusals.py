"""What is said where something is refused."""

import pytest

from analysis.errors import InputError


def refusal(work, *given, kind=InputError, **how):
    """Return the message, of one line, with which a call is refused."""
    with pytest.raises(kind) as caught:
        work(*given, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)
