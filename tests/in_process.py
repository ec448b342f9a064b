"""Release in the process of a test: another would not know what the test puts in place."""

import contextlib

from analysis import settings
from analysis.release import process


@contextlib.contextmanager
def _begun(run):
    with settings.serving(run):
        yield process.here(run)


def release_here(patch):
    """Let `patch`, a pytest.MonkeyPatch, keep in this process what a build begins apart from it."""
    patch.setattr(process, "begun", _begun)
