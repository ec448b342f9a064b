"""One Markdown document of a whole edition, and how Pandoc is asked for a form of it."""

import datetime
import os
import subprocess
from importlib import resources

from analysis.errors import InputError
from analysis.publish.edition import documents

TITLE = "Victim Needs Assessment"
READER = "Who may read this: everybody. Figures that could point at a person are hidden."
CONVERTING_SECONDS = 120


def report(chapters, about, licences):
    """Return the chapters of an edition as one Markdown document, each beneath a heading of its own.

    `about` holds `area`, `edition`, `period` and `invented`; `licences` the lines that end the document.
    """
    parts = [documents.front_matter(title=TITLE, lang="en-GB", **about)]
    for chapter in chapters:
        parts += [f"# {documents.escape(chapter.title)}", documents.body(chapter, working=False)]
    parts += ["# Sources and licences", *map(documents.escape, licences), READER]
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def part(name):
    """Return a file from which forms are made, such as a filter."""
    return resources.files("analysis.publish.forms").joinpath("parts", name)


def converted(text, form, folder, day, *options):
    """Return what Pandoc makes of Markdown in a form such as "docx", as bytes.

    Pictures are looked for in `folder`; `day` is the date that the form bears, so that the same edition
    gives the same bytes.

    Raises InputError with Pandoc's own words where it does not come to an end.
    """
    import pypandoc

    tame = resources.files("analysis.publish.edition").joinpath("page", "tame.lua")
    with resources.as_file(tame) as tame_path, resources.as_file(part("print.lua")) as filter_path:
        command = [
            pypandoc.get_pandoc_path(),
            f"--from={documents.INPUT_FORMAT}",
            f"--to={form}",
            f"--lua-filter={tame_path}",
            f"--lua-filter={filter_path}",
            f"--resource-path={folder}",
            "--standalone",
            "--wrap=none",
            "--columns=100000",
            "--syntax-highlighting=none",
            *options,
            "--output=-",
        ]
        found = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            env=os.environ | {"SOURCE_DATE_EPOCH": f"{moment(day).timestamp():.0f}"},
            timeout=CONVERTING_SECONDS,
            check=False,
        )
    if found.returncode:
        raise InputError(f"Pandoc could not make the {form} form: {found.stderr.decode(errors='replace')}")
    return found.stdout


def moment(day):
    """Return the moment that stands for a day in what bears a date: its noon, in universal time."""
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
