"""A chapter's process as it would be without a wall."""

from analysis import wall
from analysis.publish.report.worker import chapter as walled


def chapter(*told):
    """Run a chapter as `worker.chapter` does, with nothing closed to it."""
    wall.confine = lambda closed, reading, writing: None
    walled(*told)
