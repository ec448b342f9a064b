"""Two pages on a place: a notebook run for each, from the tabulations of an edition that was built.

Nothing is solved again: a profile shows of people what its edition shows of them, and is checked against it.
"""

import dataclasses
import re
import unicodedata

from analysis import scratch, settings, tables
from analysis.disclosure import ledger
from analysis.disclosure.published import PROFILES
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.report import beside, chapters, compose, contents, documents, folders
from analysis.publish.report import manifest as manifests
from analysis.release import solve
from analysis.sources import catalogue

EVERY = "all"
TEMPLATES = {"district": "01_district", "neighbourhood team": "01_neighbourhood_team"}
# What is of the whole area is worked out once for so many places, one after another.
TOGETHER = 25
OF_THE_AREA, PLACE = "area", "PLACE"
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|all)$")
LONGEST_SLUG = 60
PAGE, TITLE = "index.html", "Two pages on each place"
WORDS = {"district": "Districts", "neighbourhood team": "Neighbourhood teams' areas"}


def build(area, wanted, edition=None, inputs=None, out=None, local=None, progress=None):
    """Return the folders of the profiles of `wanted`, a place's name or "all", of an edition that was built.

    They lie in `out` (the project's `reports` by default) under the area's slug, "profiles" and the
    edition's name, beside a page that leads to all of them. What is published of people is looked up in the
    edition's `tabulations.json`. The last profile of a place stays whole until the new one is complete and
    has been read back from the disk. `progress(name, state)` hears "running", "done" or "failed" of each
    place.

    Raises InputError when there is no such edition or place, when a file that the edition was made from is
    another one now, and when a place fails, once the others have their profiles.
    """
    of = beside.built(area, edition, inputs, out, local)
    with settings.serving(of.run):
        places = every = named(tables.places.profile_places(of.place.slug))
        if str(wanted).strip().casefold() != EVERY:
            places = places[places["place"] == tables.places.profile_place(of.place.slug, wanted)["place"]]
    tell, made, faults = progress or (lambda name, state: None), [], []
    parameters = {"AREA": of.place.slug, "EDITION": edition}
    target, mark = of.home / PROFILES / of.name, of.manifest["mark"]
    with folders.locked(target):
        run = of.chapters(solve.with_listed_since(of.document))
        for rows in _in_batches(places):
            for row, result in _run(rows, parameters, run, tell):
                try:
                    if isinstance(result, InputError):
                        raise result
                    titled = dataclasses.replace(result, title=f"{row.place}: {result.title.lower()}")
                    more = {PLACE: row.place}
                    made.append(of.put(target, row.slug, titled, mark, forms.profile, more))
                    tell(row.place, "done")
                except InputError as fault:
                    faults.append(f"{row.place}: {fault}")
                    tell(row.place, "failed")
        if made:
            write_list(target, every, of.place, of.manifest, settings.as_of_date(of.manifest["as_of"]))
    if faults:
        failed = f"{len(faults)} of {len(places)} profiles failed. Their last profiles stay as they were."
        raise InputError("\n".join([failed, *faults]))
    return made


def named(places):
    """Return `places` with the name of each one's folder, `slug`: small letters and dashes, and no two alike.

    Of names that are alike but for signs and accents the later have a number.
    """
    slugs = []
    for place in places["place"]:
        plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "place"
        slug = f"place-{slug}" if RESERVED.match(slug) else slug
        numbers = [slug, *(f"{slug}-{number}" for number in range(2, len(places) + 2))]
        slugs.append(next(one for one in numbers if one not in slugs))
    return places.assign(slug=slugs)


def _in_batches(places):
    """Give the rows of places of one kind, so many together as run one after another in one process."""
    for _, rows in places.groupby("kind", sort=False):
        found = list(rows.itertuples(index=False))
        for start in range(0, len(found), TOGETHER):
            yield found[start : start + TOGETHER]


def _run(rows, parameters, run, tell):
    """Return (row, Chapter or fault) for places of one kind: where one fails, each is run by itself."""
    template = settings.notebooks() / PROFILES / f"{TEMPLATES[rows[0].kind]}.ipynb"
    for row in rows:
        tell(row.place, "running")
    with scratch.folder() as folder:
        path = folder / template.name
        places = [row.place for row in rows]
        path.write_text(_for_places(template, places).model_dump_json(), encoding="utf-8")
        (result,) = chapters.run_all([path], parameters, run)
    if not isinstance(result, chapters.ChapterError):
        return list(zip(rows, _parts(result, template), strict=True))
    if len(rows) == 1:
        return [(rows[0], result)]
    return [pair for row in rows for pair in _run([row], parameters, run, lambda name, state: None)]


def _for_places(template, places):
    """Return a notebook that runs the template for each of `places`, its cells tagged `area` once."""
    notebook = chapters.read(template)
    cells = []
    for number, place in enumerate(places):
        for cell in (one.model_copy() for one in notebook.cells):
            tags = cell.metadata.get("tags", [])
            if "parameters" in tags:
                cell.source = chapters.replace_values(cell.source, {PLACE: place})
                if number:
                    cell.source, cell.metadata = f"{PLACE} = {place!r}", {}
            if number == 0 or OF_THE_AREA not in tags:
                cells.append(cell.model_copy(update={"id": f"{cell.id}-{number}"}))
    return notebook.model_copy(update={"cells": cells})


def _parts(chapter, template):
    """Return the chapter of each place, of the one in which they ran one after another.

    Its code is the template's: the same for every place, whatever ran before it.
    """
    first, *rest = chapters.read(template).cells
    code = [chapters.Code(cell.source) for cell in rest if cell.cell_type == "code"]
    parts = []
    for block in chapter.blocks:
        if block == chapters.Prose(first.source):
            parts.append([*code])
        if not isinstance(block, chapters.Code):
            parts[-1].append(block)
    return [dataclasses.replace(chapter, blocks=tuple(part)) for part in parts]


def write_list(target, places, place, edition, day):
    """Write the page into `target`, where the profiles of an edition lie in folders of their own.

    `places` are all that may have a profile, each with the `slug` of its folder; `edition` is the edition's
    manifest. A place without a profile, or with one of an earlier draft, is not on the page, which holds
    names alone and no figure.
    """
    of = ledger.checksum(edition)
    rows = [(row, _manifest(target / row.slug)) for row in places.itertuples(index=False)]
    there = [(row, held) for row, held in rows if held.get(beside.OF_EDITION) == of]
    about = contents.about(place, edition["edition"], contents.period([], edition["as_of"]), edition["mark"])
    parts = [documents.front_matter(title=TITLE, lang="en-GB", **about)]
    for kind, words in WORDS.items():
        of_kind = [row for row, _ in there if row.kind == kind]
        lines = [f"- [{documents.escape(row.place)}]({row.slug}/{PAGE})" for row in of_kind]
        parts += [f"## {words}", "\n".join(lines)] if lines else []
    read = sorted({one["card"] for _, held in there for one in held["inputs"]})
    licences = contents.licences(read, catalogue.catalogue(), place.invented, day)
    page = documents.page("\n\n".join(parts) + "\n", licences=licences, contents=False)
    new = f".{PAGE}.new"
    script = documents.page_file(compose.SCRIPT).encode()
    folders.put(target, {new: page.encode(), compose.SCRIPT: script})
    with folders.disk_faults_in_a_line(target):
        (target / new).replace(target / PAGE)


def _manifest(folder):
    """Return the manifest of a profile, nothing where none was made or none can be read."""
    try:
        return manifests.read(folder)
    except (OSError, InputError):
        return {}
