"""The page that leads to the profiles of an edition: every place that has one, by kind."""

from analysis import plain_file
from analysis.disclosure import ledger
from analysis.disclosure.published import MANIFEST
from analysis.errors import InputError
from analysis.publish.report import contents, documents, edition_files, help_now, render, render_beside
from analysis.sources import catalogue

FILE, TITLE = "index.html", "Two pages on each place"
WORDS = {"district": "Districts", "neighbourhood team": "Neighbourhood teams' areas"}


def write(target, places, place, edition, day):
    """Write the page into `target`, where the profiles of an edition lie in folders of their own.

    `places` are all that may have a profile, each with the `slug` of its folder; `edition` is the edition's
    manifest. A place without a profile, or with one of an earlier draft, is not on the page, which holds
    names alone and no figure.
    """
    of = ledger.checksum(edition)
    rows = [(row, _manifest(target / row.slug)) for row in places.itertuples(index=False)]
    there = [(row, held) for row, held in rows if held.get(render_beside.OF_EDITION) == of]
    about = {"area": place.name, "edition": edition["edition"], "invented": place.invented}
    about |= {"mark": edition["mark"], "help_lines": help_now.lines()}
    period = contents.period([], edition["as_of"])
    parts = [documents.front_matter(title=TITLE, lang="en-GB", period=period, **about)]
    for kind, words in WORDS.items():
        lines = [
            f"- [{documents.escape(row.place)}]({row.slug}/{FILE})" for row, _ in there if row.kind == kind
        ]
        parts += [f"## {words}", "\n".join(lines)] if lines else []
    read = sorted({one["card"] for _, held in there for one in held["inputs"]})
    licences = contents.licences(read, catalogue.catalogue(), place.invented, day)
    page = documents.page("\n\n".join(parts) + "\n", licences=licences, contents=False)
    new = f".{FILE}.new"
    script = documents.page_file(render.SCRIPT).encode()
    render.put(target, {new: page.encode(), render.SCRIPT: script})
    with render.plainly(target):
        (target / new).replace(target / FILE)


def _manifest(folder):
    """Return the manifest of a profile, nothing where none was made or none can be read."""
    try:
        held = edition_files.parsed(plain_file.text(folder / MANIFEST))
    except (OSError, UnicodeDecodeError, InputError):
        return {}
    return held if isinstance(held, dict) else {}
