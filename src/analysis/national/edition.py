"""The edition of all areas together: which were built, with links to each, and how they compare."""

import dataclasses
from pathlib import Path

from analysis import settings, stages, tables
from analysis.national import one_area
from analysis.national.one_area import NATIONAL
from analysis.publish import forms
from analysis.publish.report import beside, chapters, documents, draft_mark, folders
from analysis.publish.report import manifest as manifests

NOTEBOOK = "01_areas_compared"
HEADINGS = ["Area", "State", "Figures up to", "Charts and tables", "Not assessed", "Most similar forces"]
COMPARED = ("homelessness_by_place", "language", "proficiency")  # tables that are read of every area
NOT_GIVEN = "not given"
SAID = {
    one_area.BUILT: "built",
    one_area.PUBLISHED: "published before, and not built again",
    one_area.EARLIER: "built before, and not asked for now",
    one_area.FAILED: "not built",
}


def write(places, results, inputs, out, name, asked):
    """Return the folder of the national edition `name`, beside those of its areas: web page and workbook.

    `places` are the Areas, `results` their `one_area.Result` and `asked` their `Work`. Areas are compared as
    chapters are run: from open tables, and from what was released of the first area that has an edition. The
    last national edition stays whole until the new one is complete and was attacked. It is marked as a draft
    until every area has published this edition.
    """
    there = [place for place, one in zip(places, results, strict=True) if one.state != one_area.FAILED]
    first, target = there[0], out / NATIONAL
    local = next(work.local for work in asked if work.area == first.slug)
    of = beside.built(first.slug, name, inputs, out, local)
    title = tables.places.names(first.slug)[1]
    notebook = settings.notebooks() / NATIONAL / f"{NOTEBOOK}.ipynb"
    parameters = {"AREA": first.slug, "AREAS": tuple(place.slug for place in there), "EDITION": name}
    with folders.locked(target / name):
        run = stages.for_comparison(parameters["AREAS"], COMPARED, of.chapters(of.document))
        found = chapters.run(notebook, parameters, run)
        whole = dataclasses.replace(of, place=dataclasses.replace(of.place, name=title))
        open_to_all = all(one.state == one_area.PUBLISHED for one in results)
        mark = None if open_to_all else draft_mark.DRAFT
        return whole.put(target, name, _with_list(found, places, results, out, name), mark, forms.sheets)


def _with_list(chapter, places, results, out, name):
    """Return the comparison with a table of the areas, their states and links, after its first paragraph."""
    pages = {
        place.name: f"../../{place.slug}/{name}/index.html"
        for place, one in zip(places, results, strict=True)
        if one.state != one_area.FAILED
    }
    rows = [_row(place, one, out, name, pages) for place, one in zip(places, results, strict=True)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [HEADINGS, ["---"] * len(HEADINGS), *rows])
    opening, *rest = chapter.blocks
    listed = chapters.Prose(f"## Which areas were built?\n\n{table}")
    return dataclasses.replace(chapter, blocks=(opening, listed, *rest))


def _row(place, result, out, name, pages):
    group = tables.places.similar_forces(place.slug)["area_name"]
    similar = ", ".join(_linked(one, pages) for one in group) or NOT_GIVEN
    if result.state == one_area.FAILED:
        why = documents.escape(f"{SAID[result.state]}: {' '.join(result.said)}")
        return [place.name, why, "", "", "", similar]
    held = manifests.read(Path(out, place.slug, name), "as_of", "figures", "said")
    gaps = sum(one["kind"] == "gap" for one in held["said"])
    return [
        _linked(place.name, pages),
        SAID[result.state],
        held["as_of"],
        str(len(held["figures"])),
        str(gaps),
        similar,
    ]


def _linked(name, pages):
    """Return the name of an area, with a link where it has a page."""
    return f"[{name}]({pages[name]})" if name in pages else name
