"""Release in the process of a test: another would not know what the test puts in place."""

from analysis.release import process


def release_here(patch):
    """Let `patch`, a pytest.MonkeyPatch, keep in this process what a build begins apart from it."""
    patch.setattr(process, "ask", process.served)
