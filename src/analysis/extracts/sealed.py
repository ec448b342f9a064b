"""What keeps rows out of error messages and tracebacks."""

import functools

from analysis.errors import InputError


def sealed(read):
    """Return `read` so that no error of it carries a frame, a value or a cause from inside.

    A traceback shows local variables in notebooks and log collectors, and there the rows are. So the
    message alone comes out, in a new error raised here, and of an error that is not ours only its kind.
    """

    @functools.wraps(read)
    def outside(*args, **kwargs):
        try:
            return read(*args, **kwargs)
        except InputError as fault:
            kind, said = type(fault), str(fault)
        except KeyboardInterrupt:
            kind, said = KeyboardInterrupt, ""
        except Exception as fault:
            kind = InputError
            said = (
                f"Reading the office's own extracts stopped ({type(fault).__name__}). Nothing of them is "
                "shown or kept. Save them again as CSV UTF-8 or XLSX; report the kind of error if it stays."
            )
        raise kind(said)

    return outside
