"""The restricted annex of an edition: places that the published report does not show, in a folder of its own.

It is marked on every page and lies beside the editions, not in one. Nothing that is published links to it,
lists it or finds it, and no publication takes it along.
"""

import dataclasses
from pathlib import Path

from analysis import areas, settings
from analysis.disclosure import ledger
from analysis.disclosure.published import RESTRICTED
from analysis.extracts import states
from analysis.publish import forms
from analysis.publish.report import chapters, draft_mark, editions, profiles, render_beside
from analysis.publish.report.verify import verify
from analysis.release import handover, process, solve, statements, withheld
from analysis.sources import inventory

NOTEBOOK = "01_places"


def build(area, edition=None, inputs=None, out=None, local=None):
    """Return the folder of the restricted annex of an edition that was built.

    It lies in `out` (the project's `reports` by default) under the area's slug, "restricted" and the name of
    the edition. The last annex stays whole until the new one is complete and has been read back.

    Raises InputError when there is no such edition, when a file that the edition was made from is another one
    now, and when the notebook fails.
    """
    place, name = areas.area(area), editions.checked_name(edition or editions.DRAFT)
    home = (Path(out) if out is not None else settings.reports()) / place.slug
    manifest, document = profiles.built(home / name, place, name)
    run = editions.run_of(place, inputs, manifest["as_of_given"], local)
    inventory.forget()
    held = states.open_for(place, run.inputs)
    notebook = settings.notebooks() / RESTRICTED / f"{NOTEBOOK}.ipynb"
    handed = process.ask(run, statements.beside, document)
    kept = solve.in_force(ledger.read(home.parent, place.slug), document)
    target, parameters = home / RESTRICTED, {"AREA": place.slug, "EDITION": edition}
    with profiles.alone(target / name), handover.handed(handed, kept) as path:
        result = chapters.run(notebook, parameters, dataclasses.replace(run, solved=path))
        about = (place, run, manifest, document, None, draft_mark.RESTRICTED, forms.annex)
        with profiles.written_beside(target, name) as folder:
            render_beside.write(folder, result, editions.used_files([result], held), *about)
            verify(folder, document, withheld.values(place, run), run.inputs)
    return target / name
