"""Release in the process of a test: another would not know what the test puts in place."""

import dataclasses
import re

from analysis import areas, settings
from analysis.disclosure import ledger
from analysis.extracts import marks
from analysis.release import process, tabulations, write
from analysis.tables import declared


def release_here(patch):
    """Let `patch`, a pytest.MonkeyPatch, keep in this process what a build begins apart from it."""
    patch.setattr(process, "ask", process.served)


def released_to(path, area, run):
    """Write what is released of an area as a first draft into `path`; return the Run that reads it."""
    place = areas.area(area)
    with settings.serving(run):
        marks.ensure(place)
        nothing = ledger.read(path.parent / "reports", place.slug)
        _, handed, *_ = process.release(place, write.DRAFT, run.as_of, nothing)
    write.put(path, handed, {})
    return dataclasses.replace(run, solved=path)


def only_tables_of(patch, folder, paths, named=""):
    """Let `patch` have this process release and write, into `folder`, what is `named`, in notebooks too."""
    text = " ".join([named, *(path.read_text(encoding="utf-8") for path in paths)])
    words, begun = set(re.findall(r"\w+", text)), tuple(re.findall(r"(\w+_)\{", text))  # f"sharing_by_{what}"
    for held, called in ((declared, "every"), (tabulations, "listed")):
        every = getattr(held, called)()
        kept = {name: one for name, one in every.items() if name in words or name.startswith(begun)}
        patch.setattr(held, called, lambda kept=kept: kept)
    patch.setenv(settings.TABLES_VARIABLE, str(folder))
