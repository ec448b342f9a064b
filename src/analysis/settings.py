"""Where things are and what is being assessed (leaf: imports nothing of this project).

A run is described once, here, and travels to the processes of chapters in environment variables, so
that a build stays a function of its arguments.
"""

import contextlib
import datetime
import hashlib
import json
import os
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

SAMPLESHIRE, SAMPLESHIRE_ENDS = "sampleshire", datetime.date(2026, 6, 30)
INPUTS_VARIABLE, AS_OF_VARIABLE = "VNA_INPUTS", "VNA_AS_OF"
LOCAL_VARIABLE, SOLVED_VARIABLE = "VNA_LOCAL", "VNA_SOLVED"
TABLES_VARIABLE = "VNA_TABLES"  # the folder of all tables, where it is not data/tables
TABLE_RUNS_VARIABLE = "VNA_TABLE_RUNS"  # of a report, the run of the tables of each area, as JSON
KEPT = "kept.json"  # beside the solved document
MARK = "mark"  # of a released file, by which one that was changed by hand is known
# By area, in the kernel of a private notebook alone: where `vna release` found the office's own files.
OWN_FOLDERS = {}
VARIABLES = (INPUTS_VARIABLE, AS_OF_VARIABLE, LOCAL_VARIABLE, SOLVED_VARIABLE, "VNA_SET_ASIDE")
VARIABLES += (TABLE_RUNS_VARIABLE,)


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
    `as_of` is a quarter such as "2026-Q3", or None for the newest period found. `local` is the folder of
    the office's own extracts, or None for the default. `solved` is the file of what was released, of which
    tables are made; None in a process that reads the office's own files. `set_aside` are the publishers'
    files that are not read, as they are not what they should be: (path, member of a zip, card, what is wrong)
    of each. `table_runs` are (area, run) of the tables of which a report is made; in JupyterLab there is
    none, and the newest are read.
    """

    inputs: Path | None = None
    as_of: str | None = None
    local: Path | None = None
    solved: Path | None = None
    set_aside: tuple = ()
    table_runs: tuple = ()

    def environment(self):
        """Return the environment variables that hand this run to another process."""
        aside = json.dumps(self.set_aside) if self.set_aside else None
        runs = json.dumps(dict(self.table_runs)) if self.table_runs else None
        given = (self.inputs, self.as_of, self.local, self.solved, aside, runs)
        values = zip(VARIABLES, given, strict=True)
        return {variable: str(value) for variable, value in values if value is not None}


def current_run():
    """Return the run that this process serves, as its environment describes it."""
    inputs, as_of, local, solved, aside, runs = (os.environ.get(one) or None for one in VARIABLES)

    def folder(path):
        return Path(path) if path else None

    set_aside = tuple(map(tuple, json.loads(aside))) if aside else ()
    table_runs = tuple(json.loads(runs).items()) if runs else ()
    return Run(folder(inputs), as_of, folder(local), folder(solved), set_aside, table_runs)


def kept_in_force():
    """Return {source: {quarter: file of stored counts}} that the build found published; None without one."""
    solved = current_run().solved
    path = solved.with_name(KEPT) if solved is not None else None
    return json.loads(path.read_text(encoding="utf-8")) if path is not None and path.is_file() else None


def kept_counts(source):
    """Return {quarter: file of stored counts} of the quarters of a source that the build found published.

    None where no build has started: then what is stored says which quarters were published.
    """
    kept = kept_in_force()
    return None if kept is None else kept.get(source, {})


def serve(run):
    """Make `run` the one that this process serves, and those that it starts."""
    for variable in VARIABLES:
        os.environ.pop(variable, None)
    os.environ.update(run.environment())


@contextlib.contextmanager
def serving(run):
    """Make `run` the one that this process serves, for as long as the context lasts."""
    before = current_run()
    serve(run)
    try:
        yield
    finally:
        serve(before)


def inputs_for(area):
    """Return the folder of publishers' files that an assessment of `area` (a slug) reads."""
    given = current_run().inputs
    if given is not None:
        return given
    return data("raw", SAMPLESHIRE) if area == SAMPLESHIRE else data("raw")


def own_chapters_of(inputs):
    """Return the folder of the office's own chapters: it lies beside that of publishers' files.

    Those of Sampleshire's default folder, which lies in data/raw, are the same as those of other areas.
    """
    inputs = Path(inputs).resolve()
    return (data("raw") if inputs == data("raw", SAMPLESHIRE).resolve() else inputs).with_name("chapters")


def own_files_of(inputs):
    """Return where Sampleshire's extracts lie: outside its folder of publishers' files, as an office's do.

    Those of the default folder lie in data/local; those of another beside it: `county` and `county-local`.
    """
    if inputs == data("raw", SAMPLESHIRE):
        return data("local", SAMPLESHIRE)
    return inputs.with_name(f"{inputs.name}-local")


def local_for(area):
    """Return the folder of the office's own extracts of `area` (a slug), with their columns.toml.

    Named by hand, data/local is what it is by default: Sampleshire is never shown with a real office's files.
    """
    given = current_run().local
    if given is not None and (area != SAMPLESHIRE or given != data("local")):
        return given
    if area in OWN_FOLDERS:
        return OWN_FOLDERS[area]
    return own_files_of(inputs_for(area)) if area == SAMPLESHIRE else data("local")


def counts_for(area):
    """Return the private folder of the counts that editions of `area` (a slug) have published."""
    given = current_run().local
    return (given if given is not None else data("local")) / "counts" / area


def closed():
    """Return the folders that no chapter may read: the office's own, and an analyst's private notebooks.

    Where anything else was released from, `office_folders` says.
    """
    without_local = own_files_of(inputs_for(SAMPLESHIRE))  # where they would be looked for without --local
    return [data("local"), local_for(SAMPLESHIRE), without_local, notebooks() / "private"]


def checksum_of_rules():
    """Return the checksum of data/policy.toml and data/release.toml, by which counts are released."""
    held = hashlib.sha256()
    for name in ("policy.toml", "release.toml"):
        held.update(hashlib.sha256(data(name).read_bytes()).digest())
    return held.hexdigest()


def mark_of(document):
    """Return the mark of what was released: of what is in it, and of the version that released it."""
    content = {name: part for name, part in document.items() if name != MARK}
    version = metadata.version("victim-needs-assessment")
    return hashlib.sha256(f"{version} {json.dumps(content, sort_keys=True)}".encode()).hexdigest()


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


def day_of(text):
    """Return the day that a text names, "2026-09-30" or the last of "2026-Q3"; None for any other.

    >>> day_of("2026-Q3")
    datetime.date(2026, 9, 30)
    """
    if is_quarter(text):
        return as_of_date(text)
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
