"""Build an edition: run its chapters, write it beside the last one, and swap at the end."""

import dataclasses
import itertools
from operator import itemgetter
from pathlib import Path

from analysis import areas, extracts, settings, stages
from analysis.disclosure import ledger
from analysis.disclosure.document import NOT_AVAILABLE
from analysis.disclosure.series import ALL
from analysis.errors import InputError, nearest
from analysis.extracts import marks, states
from analysis.publish import forms
from analysis.publish.report import (
    chapter_cache,
    compose,
    documents,
    draft_mark,
    folders,
    left_open,
    recounting,
)
from analysis.publish.report import chapters as notebooks
from analysis.publish.report.verify import verify
from analysis.release import handover, process, solve, withheld
from analysis.sources import inventory

DRAFT = "draft"
INVENTED_POINTS = "Points left open in the invented files, on purpose: {number}. `vna check` lists them."
GENERAL = (
    "Titles and sentences in general words, as a figure is hidden, missing or too old: {number} ({where})."
)
UNCHANGED = "Nothing that it is made of has changed since it was built: it stays as it was."


def build(
    area,
    inputs=None,
    out=None,
    edition=None,
    as_of=None,
    chapters=None,
    progress=None,
    local=None,
    said=None,
    revise=None,
    reason=None,
    again=True,
    printed=True,
    compared=(),
    at_a_time=2,
):
    """Return the folder of an edition of the assessment of `area`, made again, every form marked as a draft.

    It lies in `out` (the project's `reports` by default), under the area's slug and the edition's name
    ("draft" by default). `inputs` is the folder of publishers' files; `as_of` a quarter such as
    "2026-Q3"; `chapters` the names or numbers of those to run, all by default. `progress(name, state)`
    hears "running", "done" or "failed" of each chapter. `local` is the folder of the office's own
    extracts; every file is read, and their tabulations are solved once, before any chapter runs. The last
    edition stays whole until the new one is complete, is whole on the disk and has been attacked
    together with all that was published before; `said(line)` hears what the files that the office was given
    leave open, and what the attack found. `revise` names a series that is recounted, whole, from the files
    in hand, and `reason` says why: every later edition prints it. With `again` everything is made again;
    without it what the last build kept is used wherever it is what would be made (see `chapter_cache`).
    Without `printed` there are no PDFs and no Word document. `compared` are (title, address from the
    edition's folder) of pages beyond it, to which the first page leads. `at_a_time` chapters run side by
    side.

    Raises InputError when a chapter fails, once the others have run, when an argument is wrong, the folder
    cannot be written, the edition is published, or it would give away what is hidden.
    """
    name, place = folders.checked_name(edition or DRAFT), areas.area(area)
    run = run_of(place, inputs, as_of, local)
    selected = choose(chapters, run.inputs)
    home = Path(out) if out is not None else settings.reports()
    final, parameters = home / place.slug / name, {"AREA": place.slug, "EDITION": edition}
    tell, progress = said or (lambda line: None), progress or (lambda name, state: None)
    inventory.forget()
    with settings.serving(run):
        held = states.open_for(place, run.inputs)
        marks.ensure(place)
        asked = (edition, str(run.inputs), run.as_of, str(run.local), revise, reason)
        look = (draft_mark.DRAFT, printed, compared)
        kept = chapter_cache.Kept(place, home, name, asked, selected, held, look, again)
    if kept.stands(final):
        folders.refuse_closed(ledger.read(home, place.slug), home, name)
        tell(UNCHANGED)
        return final
    with folders.new_edition(home, place.slug, name) as (folder, published):
        with settings.serving(run):
            revision = recounting.asked(revise, reason, published)
        asked = (place, name, run.as_of, published, revision)
        # A file that is not what it should be is set aside before anything is counted or shown of it.
        warned, aside = process.ask(run, process.look_over, place)
        if aside:
            run = dataclasses.replace(run, set_aside=aside)
            kept.without(aside)
            with settings.serving(run):
                held = states.open_for(place, run.inputs)
        document, handed, counts = kept.released(lambda: process.ask(run, process.release, *asked))
        kept_back = process.ask(run, withheld.values, place, run)
        results = _results(selected, kept, parameters, run, published, handed, progress, at_a_time)
        used = used_files(results, held, document)
        progress("pages and forms", "being written")
        left_out = _left_out(held)
        about = (place, name, run, parameters, left_out)
        marked = (document, counts, draft_mark.DRAFT, printed, compared)
        manifest = compose.write(folder, results, used, *about, *marked)
        long = forms.over_budget(folder, results, is_open=not manifest["extracts"]) if printed else []
        verify(folder, document, kept_back, run.inputs)
        with settings.serving(run):
            unread = [f"{name}: {to_do}" for name, to_do in extracts.unread(place)]
        found = solve.attacked(published, folder)
        open_points = [*itertools.chain(*warned.values()), *unread, *left_open.for_the_analyst(counts)]
        open_points = in_short(open_points, place.invented)
        for line in [*open_points, *in_general_words(manifest), *long, *found]:
            tell(line)
    kept.close(final)
    return final


def unmarked(folder, place, run, manifest, document, handed, counts, published, revision):
    """Write into the new `folder` the edition that was built with `manifest`, its forms without a mark.

    Its chapters are those that the build kept; where they no longer are what would be made they run again.
    `document` is the solved document of the edition, `handed` what chapters are handed of it, `counts` and
    `revision` what it was solved of.
    """
    name, selected = manifest["edition"], choose(manifest["chapters"], run.inputs)
    recount = (None, None) if revision is None else (revision.source, revision.reason)
    asked = (name, str(run.inputs), run.as_of, str(run.local), *recount)
    # As of the same quarter as when it was built: what came since is none of its files.
    with settings.serving(dataclasses.replace(run, set_aside=())):
        whole = states.open_for(place, run.inputs)
        kept = chapter_cache.Kept(place, folder.parent.parent, name, asked, selected, whole)
    with settings.serving(run):
        held = states.open_for(place, run.inputs)
    if run.set_aside:
        kept.without(run.set_aside)
    parameters = manifest["parameters"]
    results = _results(selected, kept, parameters, run, published, handed, lambda name, state: None)
    used, about = used_files(results, held, document), (place, name, run, parameters, _left_out(held))
    # A page beyond the edition that has gone since is led to no more.
    leads = [tuple(one) for one in manifest.get("leads", []) if (folder / one[1]).is_file()]
    compose.write(folder, results, used, *about, document, counts, compared=leads)


def in_short(points, invented):
    """Return what a build says of the files' open `points`: each, or of invented files how many there are.

    Sampleshire's are left open on purpose: there is nothing for anybody to do about them.
    """
    return [INVENTED_POINTS.format(number=len(points))] if invented and points else points


def in_general_words(manifest):
    """Return a line that counts the titles and sentences without their figure and says where; or none."""
    found = [one for one in (*manifest["figures"], *manifest["said"]) if one.get("general")]
    by_chapter = {}
    for one in sorted(found, key=itemgetter("chapter")):
        label = "a sentence" if one["kind"] == "sentence" else documents.label(one["name"])
        by_chapter.setdefault(one["chapter"][:2], {})[label] = None
    where = "; ".join(f"chapter {number}: {', '.join(labels)}" for number, labels in by_chapter.items())
    return [GENERAL.format(number=len(found), where=where)] if found else []


def _results(selected, kept, parameters, run, published, handed, progress, at_a_time=2):
    """Return the Chapter of each notebook; raises InputError where one failed, once the others have run."""
    in_force = solve.in_force(published, handed)
    with handover.handed(handed, in_force) as path:
        solved = stages.for_chapters(parameters["AREA"], dataclasses.replace(run, solved=path))
        results = _chapters(selected, kept, parameters, solved, progress, at_a_time)
    faults = [result for result in results if isinstance(result, notebooks.ChapterError)]
    if faults:
        lines = "\n".join(map(str, faults))
        raise InputError(f"{len(faults)} of {len(results)} chapters failed. {folders.STAYS}\n{lines}")
    return results


def _chapters(selected, kept, parameters, run, progress, at_a_time):
    """Return what `chapters.run_all` does of notebooks, without running one whose result was kept."""
    results = {path: kept.chapter(path, run) for path in selected}
    for path in (path for path, chapter in results.items() if chapter is not None):
        progress(path.stem, "as it was")
    left = [path for path, chapter in results.items() if chapter is None]
    given = {"at_a_time": at_a_time, "progress": progress}
    ran = notebooks.run_all(left, parameters, run, **given) if left else []
    for path, result in zip(left, ran, strict=False):
        results[path] = result
        if not isinstance(result, notebooks.ChapterError):
            kept.keep_chapter(path, run, result)
    return [result for result in results.values() if result is not None]


def choose(wanted=None, inputs=None):
    """Return the notebooks that `wanted` names or numbers, all by default, in reading order.

    The office's own chapters lie in the folder `chapters` beside that of publishers' files, `inputs`.

    Raises InputError for one that does not exist, with the nearest, and for one of the office's own that is
    not named as a chapter is, or has the number of another.
    """
    held = {
        path.stem: path
        for path in sorted(settings.notebooks().glob("*.ipynb"))
        if notebooks.NAME.fullmatch(path.stem)
    }
    if not held:
        raise InputError(
            f"{settings.notebooks()}: holds no chapters. Restore the folder from the repository."
        )
    held |= _own(Path(inputs), held) if inputs is not None else {}
    if not wanted:
        return list(held.values())
    chosen = set()
    for name in wanted:
        text = str(name).strip().removesuffix(".ipynb")
        found = {stem for stem in held if text == stem or (text.isdigit() and int(text) == int(stem[:2]))}
        if not found:
            raise InputError(
                f'No chapter "{text}". {nearest(text, held)} Chapters: {", ".join(held)}.'.replace("  ", " ")
            )
        chosen |= found
    return [path for stem, path in held.items() if stem in chosen]


def _own(inputs, ours):
    """Return {name: path} of the office's own chapters."""
    numbers, found = {stem[:2]: f"{stem}.ipynb" for stem in ours}, {}
    for path in sorted(settings.own_chapters_of(inputs).glob("*.ipynb")):
        if not notebooks.NAME.fullmatch(path.stem):
            raise InputError(f"{path}: is not named as a chapter is. Name it such as 20_our_question.ipynb.")
        if other := numbers.get(path.stem[:2]):
            raise InputError(
                f"{path}: has the number of {other}. Give it one that no chapter has: the next is "
                f"{int(max(numbers)) + 1:02d}."
            )
        numbers[path.stem[:2]], found[path.stem] = path.name, path
    return found


def run_of(place, inputs, as_of, local, set_aside=()):
    """Return the settings.Run of a command on `place`, what is not given taken from the environment.

    `set_aside` is what the manifest of an edition says of files that its build set aside.
    """
    current = settings.current_run()
    folder = Path(inputs) if inputs is not None else settings.inputs_for(place.slug)
    local = Path(local).resolve() if local is not None else current.local
    folder = folder.resolve()
    aside = tuple((str(folder / file) if file else "", *rest) for file, *rest in set_aside)
    return settings.Run(folder, as_of or current.as_of, local, set_aside=aside)


def used_files(results, held, document=None):
    """Return the files that the chapters read, or all that the folder holds when they name none.

    With the released `document` those that its figures were counted from are among them.
    """
    named = {(*place, member or "") for chapter in results for *place, member in chapter.files}
    counted = {
        card
        for entry in (document["tabulations"].values() if document is not None else ())
        if any(value != NOT_AVAILABLE for _, _, value in entry["cells"])
        for card in (entry["source"], ALL[entry["source"]].cited)
    }
    files = [item for item in held.files if chapter_cache.place_of(item) in named or item.card_id in counted]
    return sorted(files or held.files, key=chapter_cache.place_of)


def _left_out(held):
    """Return a sentence for each file that was replaced by a newer one or could not be read."""
    newer_by = "which is the newer by its name or, where the names say nothing, by its date on the disk."
    lines = [f"{old.file.name}: replaced by {new.file.name}, {newer_by}" for old, new in held.replaced]
    return lines + [problem.message for problem in held.problems]
