"""Where things lie and what is being assessed (leaf: imports nothing of ours).

A run is described once, here, and travels to the notebooks' kernels in environment variables, so
that a build stays a function of its arguments.
"""

import datetime
import os
import re
from dataclasses import dataclass
from pathlib import Path

SAMPLESHIRE = "sampleshire"
INPUTS_VARIABLE, AS_OF_VARIABLE = "VNA_INPUTS", "VNA_AS_OF"


def project():
    """Return the project's folder: the one that holds `data/catalogue.toml`."""
    for folder in [Path(__file__).resolve().parents[2], Path.cwd(), *Path.cwd().parents]:
        if (folder / "data" / "catalogue.toml").is_file():
            return folder
    raise FileNotFoundError(
        "data/catalogue.toml is in no folder above this one: run this inside the project."
    )


def data(*parts):
    """Return a path under the project's `data` folder."""
    return project().joinpath("data", *parts)


def reports():
    """Return the folder that holds the reports."""
    return project() / "reports"


def notebooks():
    """Return the folder that holds the chapters."""
    return project() / "notebooks"


@dataclass(frozen=True)
class Run:
    """What one run reads: the folder of publishers' files, and the quarter that counts as the latest.

    `inputs` is None for the default: Sampleshire's own files for Sampleshire, `data/raw` otherwise.
    `as_of` is a quarter such as "2026-Q3", or None for the newest period found.
    """

    inputs: Path | None = None
    as_of: str | None = None

    def environment(self):
        """Return the environment variables that hand this run to another process."""
        variables = {}
        if self.inputs is not None:
            variables[INPUTS_VARIABLE] = str(self.inputs)
        if self.as_of is not None:
            variables[AS_OF_VARIABLE] = self.as_of
        return variables


def current_run():
    """Return the run that this process serves, as its environment describes it."""
    inputs = os.environ.get(INPUTS_VARIABLE)
    return Run(Path(inputs) if inputs else None, os.environ.get(AS_OF_VARIABLE) or None)


def inputs_for(area):
    """Return the folder of publishers' files that an assessment of `area` (a slug) reads."""
    given = current_run().inputs
    if given is not None:
        return given
    return data("raw", SAMPLESHIRE) if area == SAMPLESHIRE else data("raw")


def is_quarter(text):
    """Tell whether a text is a calendar quarter such as "2026-Q3"."""
    return re.fullmatch(r"20\d\d-Q[1-4]", text) is not None


def as_of_date(quarter=None):
    """Return the last day of a quarter such as "2026-Q3"; today without one."""
    if quarter is None:
        return datetime.date.today()
    year, number = int(quarter[:4]), int(quarter[-1])
    following = datetime.date(year + number // 4, number % 4 * 3 + 1, 1)
    return following - datetime.timedelta(days=1)
