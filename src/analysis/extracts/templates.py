"""Empty files for an office to fill in: the headings, and above them what each column may hold."""

import csv
import io
import os

from analysis import settings
from analysis.errors import InputError, nearest
from analysis.extracts import fields, logs, mapping, return_templates

MAPPING, TEAMS = "columns", "neighbourhood_teams"
_SECTION = "victims.our_police"
_MAPPING_OPENS = """\
# What the headings and values of the files that the office is given mean. One section a supplier; a heading
# that is neither mapped nor ignored stops the load, and so do names, addresses, references and free text.
# A row with a value that is not listed here is left out, and `vna check` says in which cell.
# Take the marks away from the lines that you use.

area = "{area}"                        # the police force area whose files these are

[victims.our_police]
# {quarter} is the quarter at whose end it was taken: victims_2026-Q3.csv
files = ["victims_{quarter}.csv", "victims_{quarter}.xlsx"]
supplier = "Our Police"
ignored = []                           # headings that are known: looked through, and dropped

[victims.our_police.fields.quarter]
headings = ["Date Record Created"]
dates = ["%d/%m/%Y", "%Y-%m-%d"]

[victims.our_police.fields.district]
headings = ["District"]
values = {}                            # such as { "N Larkmere" = "North Larkmere" }
unknown = ["NULL", ""]
"""


def names():
    """Return the names of the templates that there are."""
    return [MAPPING, *return_templates.names(), *logs.names(), TEAMS]


def file_name(name):
    """Return the name of the file that a template is of."""
    if name == MAPPING:
        return mapping.NAME
    # This one is read among the publishers' files, by the name that its card gives.
    return "neighbourhood-teams.csv" if name == TEAMS else f"{name}.csv"


def named(name):
    """Return the template that `name` means: its own name, that of its file, or "victims" for the mapping.

    Raises InputError for a name that is none, with the nearest that is.
    """
    known = {alias: one for one in names() for alias in (one, file_name(one))} | {"victims": MAPPING}
    if name not in known:
        raise InputError(f'No template "{name}". {nearest(name, names())} Known: {", ".join(names())}.')
    return known[name]


def content(name, wards=None, area=settings.SAMPLESHIRE):
    """Return the text of a template; that of the neighbourhood teams lists `wards`, a table of them.

    The mapping says whose the files are: those of `area`, a slug.
    """
    one = named(name)
    if one == MAPPING:
        return _mapping(area)
    if one == TEAMS:
        return wards.to_csv(index=False, lineterminator="\n")
    return return_templates.content(one) if one in return_templates.names() else _log(one)


def write(name, folder, wards=None, area=settings.SAMPLESHIRE):
    """Write a template into `folder` and return its path; the rest is as for `content`.

    Counts of people will appear in it: file and folder are readable by their owner alone, a folder that was
    there before keeps its ways.

    Raises InputError for an unknown name, and where the office already has the file.
    """
    text, path = content(name, wards, area), folder / file_name(named(name))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The byte order mark is what a spreadsheet needs to read a name with an accent as it is.
        mark = "" if path.suffix == ".toml" else "\ufeff"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(mark + text)
    except FileExistsError:
        raise InputError(
            f"{path}: is there already, and nothing was changed. Fill that one in, or move it away first."
        ) from None
    return path


def _log(name):
    """Return a log's title and what each column needs, a line each, and then its headings."""
    columns = logs.columns(name).values()
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([f"# {logs.described(name).title}. Rows go below the headings; these lines may stay."])
    for one in columns:
        blank = "; may be blank" if one.blank else ""
        more = f'; several with "{logs.BETWEEN} " between them' if one.several else ""
        writer.writerow([f"# {one.name}: {one.says}. It needs {one.wanted}{more}{blank}."])
    writer.writerow([one.name for one in columns])
    return stream.getvalue()


def _mapping(area):
    """Return a columns.toml: an extract, each other field that it may have as a comment, and the returns."""
    lines = [_MAPPING_OPENS.replace("{area}", area)]
    for name, field in fields.of_area(area).items():
        if name == "district":
            continue
        lines.append(f"# [{_SECTION}.fields.{name}]")
        lines.append('# headings = [""]')
        labels = [label for label in field.labels if label not in fields.RECORDED_AS.values()]
        if field.closed:
            lines.append(f"# values = {{}}   # to one of: {'; '.join(labels)}")
        else:
            lines.append("# values = {}   # to labels of your own, short names of groups")
        lines.append("")
    return "\n".join([*lines, *return_templates.sections(), ""])
