"""The Markdown of a whole edition, and how Pandoc is asked for a form of it."""

import contextlib
import datetime
import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import pypandoc

from analysis.errors import InputError
from analysis.publish.exhibits.styles import DARK_BLUE, ORANGE
from analysis.publish.report import documents, draft_mark, levels
from analysis.publish.report.chapters import Prose

TITLE = "Victim Needs Assessment"
CONVERTING_SECONDS = 120
AT_A_TIME = 2


def report(chapters, about, licences):
    """Return the main report of an edition as Markdown: what is before all, its parts, and what ends it.

    `about` holds `area`, `edition`, `period`, `invented`, `mark` (see `draft_mark`) and `help_lines`,
    `licences` the lines that end the document. A part that has nothing to show is left out.
    """
    made = []
    for title, held in levels.parts(chapters):
        blocks = [block for one in held for block in levels.main(one.shown)]
        if blocks:
            headline = documents.page_one(held[0], {})[0]
            made.append((headline or title, _page_one(blocks) if headline else documents.body(blocks)))
    return document(TITLE, [*made, *_not_assessed(chapters)], about, licences)


def _page_one(blocks):
    """Return the first part: what is to stand on one page, and how sure it is."""
    headings = [isinstance(one, Prose) and one.text.endswith(documents.HOW_SURE) for one in blocks]
    ends = headings.index(True) if any(headings) else len(blocks)
    first = documents.in_div(".page-one", documents.body(blocks[:ends]))
    return documents.together([first, documents.body(blocks[ends:])])


def annexes(chapters, about, licences):
    """Return {annex: its Markdown, in parts} of those annexes that have something to hold."""
    made = {}
    for annex in levels.levels().annex:
        found = [(one.title, levels.of_annex(annex, one)) for one in chapters]
        if held := [(name, documents.body(blocks)) for name, blocks in found if blocks]:
            title = f"{TITLE}. Annex {annex.letter}: {annex.title}"
            made[annex] = document(title, held, about, licences)
    return made


def document(title, made, about, licences):
    """Return a document as Markdown, in parts: `made` is (title, Markdown) of each."""
    body = [(f"# {documents.escape(name)}", text) for name, text in made]
    last = "##" if body else "#"
    said = [*map(documents.escape, licences), draft_mark.READERS[about["mark"]]]
    body.append([f"{last} Sources and licences", *said])
    head = documents.front_matter(title=title, lang="en-GB", **about)
    return (head, *(f"{documents.together(part)}\n" for part in body))


def _not_assessed(chapters):
    """Return the last part, what could not be assessed; none where all was."""
    headings = ("Part", "What could not be assessed", "What is missing or too old, and who holds it")
    rows = [map(documents.escape, row) for row in levels.not_assessed(chapters)]
    return [(levels.NOT_ASSESSED_TITLE, documents.table(headings, rows))] if rows else []


def part(name):
    """Return a file from which forms are made, such as a filter."""
    return resources.files("analysis.publish.forms").joinpath("parts", name)


def house():
    """Return the house style of what Typst sets, by its name: two of its colours are those of the charts."""
    colours = f'#let brand = rgb("{DARK_BLUE}")\n#let orange-line = rgb("{ORANGE}")\n'
    return {"report.typ": colours.encode() + part("report.typ").read_bytes()}


def converted(parts, form, folder, day, *options):
    """Return what Pandoc makes of Markdown, in parts, in a form such as "docx", as bytes.

    What the first part says of the document holds for all. Pictures are looked for in `folder`; `day` is the
    date on the form, so that the same edition gives the same bytes.

    Raises InputError with Pandoc's own words where it does not come to an end.
    """
    tame = resources.files("analysis.publish.report").joinpath("page", "tame.lua")

    def read(text, wanted):
        filters = (tame, part("print.lua"))
        return _pandoc(text.encode(), documents.INPUT_FORMAT, wanted, filters, folder, VNA_FORM=form)

    first, *others = parts
    whole = json.loads(read(first, "json"))
    # Typst's own text of several parts is put together as it stands; of another form only their trees can be.
    wanted = form if form == "typst" else "json"
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for found in pool.map(lambda one: read(one, wanted), others):
            whole["blocks"] += (
                json.loads(found)["blocks"]
                if wanted == "json"
                else [{"t": "RawBlock", "c": [wanted, found.decode()]}]
            )
    return _pandoc(
        json.dumps(whole).encode(),
        "json",
        form,
        [part("whole.lua")],
        folder,
        *("--standalone", *options),
        SOURCE_DATE_EPOCH=f"{moment(day).timestamp():.0f}",
    )


def _pandoc(content, form, wanted, filters, folder, *options, **environment):
    """Return what Pandoc makes of bytes in one form in another, through filters."""
    with contextlib.ExitStack() as stack:
        paths = [stack.enter_context(resources.as_file(one)) for one in filters]
        command = [
            pypandoc.get_pandoc_path(),
            f"--from={form}",
            f"--to={wanted}",
            *(f"--lua-filter={path}" for path in paths),
            f"--resource-path={folder}",
            "--wrap=none",
            "--columns=100000",  # beyond so many letters the columns of a table would become equally wide
            "--syntax-highlighting=none",
            *options,
            "--output=-",
        ]
        found = subprocess.run(
            command,
            input=content,
            capture_output=True,
            env=os.environ | environment,
            timeout=CONVERTING_SECONDS,
            check=False,
        )
    if found.returncode:
        said = found.stderr.decode(errors="replace")
        raise InputError(f"Pandoc could not make the {environment.get('VNA_FORM', wanted)} form: {said}")
    return found.stdout


def moment(day):
    """Return the moment that stands for a day in what has a date: its noon, in universal time."""
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
