"""Build an edition: run its chapters, write it beside the last one, and swap at the end."""

import dataclasses
from operator import itemgetter
from pathlib import Path

from analysis import areas, extracts, settings, stages
from analysis.disclosure import document as documents_of
from analysis.disclosure import ledger
from analysis.disclosure.document import NOT_AVAILABLE
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
from analysis.release import process, solve, withheld, write
from analysis.release.series import ALL, PRINTED
from analysis.sources import inventory

DRAFT = "draft"
INVENTED_POINTS = "Points left open in the invented files, on purpose: {number}. `vna check` lists them."
GENERAL = (
    "Titles and sentences in general words, as a figure is hidden, missing or too old: {number} ({where})."
)
UNCHANGED = "Nothing that it is made of has changed since it was built: it stays as it was."


@dataclasses.dataclass(frozen=True)
class Asked:
    """What is asked for of an edition of `place`, an Area, in the folder of reports `home`.

    `name` is that of the edition, and `parameters` what its notebooks, the paths `selected`, are run with;
    `run` says what is read. Without `printed` there are no PDFs and no Word document. `compared` are (title,
    address from the edition's folder) of pages beyond it, to which the first page leads. `at_a_time` chapters
    run side by side.
    """

    place: object
    name: str
    home: Path
    run: settings.Run
    selected: tuple
    parameters: dict
    printed: bool = True
    compared: tuple = ()
    at_a_time: int = 2

    @classmethod
    def of(cls, area, inputs=None, out=None, edition=None, as_of=None, chapters=None, local=None, **more):
        """Return what is asked for by the options of a command, each of which may be left out.

        The edition lies in `out` (the project's `reports` by default), under the area's slug and the name of
        the `edition` ("draft" by default). `inputs` is the folder of publishers' files, `local` that of the
        office's own; `as_of` is a quarter such as "2026-Q3"; `chapters` are the names or numbers of those to
        run, all by default. `more` are the fields of these names.

        Raises InputError for an option that is wrong.
        """
        name, place = folders.checked_name(edition or DRAFT), areas.area(area)
        run = run_of(place, inputs, as_of, local)
        home = Path(out) if out is not None else settings.reports()
        parameters = {"AREA": place.slug, "EDITION": edition}
        return cls(place, name, home, run, tuple(choose(chapters, run.inputs)), parameters, **more)

    @property
    def final(self):
        """Return the folder in which the edition lies in the end."""
        return self.home / self.place.slug / self.name

    def kept(self, recounted=(None, None), again=False):
        """Return what the last build kept of the edition; see `chapter_cache`."""
        inventory.forget()
        with settings.serving(self.run):
            held = states.open_for(self.place, self.run.inputs)
            with folders.disk_faults_in_a_line(self.home):
                return chapter_cache.Kept(self, held, (draft_mark.DRAFT, *recounted), again)


def build(asked, progress=None, said=None, revise=None, reason=None, again=True):
    """Return the folder of an edition, `Asked` for, made again, every form marked as a draft.

    Every file of the office's own extracts is read, and their tabulations are solved once, before any
    chapter runs. The last edition stays whole until the new one is complete, is whole on the disk and has
    been attacked together with all that was published before. `progress(name, state)` hears "running",
    "done" or "failed" of each chapter; `said(line)` hears what the files that the office was given leave
    open, and what the attack found. `revise` names a series that is recounted, whole, from the files in hand,
    and `reason` says why: every later edition prints it. With `again` everything is made again; without it
    what the last build kept is used wherever it is what would be made.

    Raises InputError when a chapter fails, once the others have run, when an argument is wrong, the folder
    cannot be written, the edition is published, or it would give away what is hidden.
    """
    tell, progress = said or (lambda line: None), progress or (lambda name, state: None)
    with settings.serving(asked.run):
        marks.ensure(asked.place)
    kept = asked.kept((revise, reason), again)
    if kept.stands(asked.final):
        folders.refuse_closed(ledger.read(asked.home, asked.place.slug), asked.home, asked.name)
        tell(UNCHANGED)
        return asked.final
    with folders.new_edition(asked.home, asked.place.slug, asked.name) as (folder, published):
        with settings.serving(asked.run):
            revision = recounting.asked(revise, reason, published)
        released = write.write(asked.place, asked.run, asked.name, published, revision, again)
        run = stages.for_chapters(asked.place.slug, released.run)
        _report(folder, asked, released, run, published, kept, progress, tell)
    kept.close(asked.final)
    return asked.final


def report(asked, progress=None, said=None):
    """Return the folder of an edition, made of the tables that `vna data` and `vna release` wrote last.

    It does what `build` does after these, and takes the same. Raises InputError also for tables that are not
    there, were cut, or are of other files than there are now.
    """
    tell, progress = said or (lambda line: None), progress or (lambda name, state: None)
    kept = asked.kept()
    with folders.new_edition(asked.home, asked.place.slug, asked.name) as (folder, published):
        released = write.last(asked.place, asked.run, asked.name, published)
        run = stages.for_chapters(asked.place.slug, released.run, look=True)
        _report(folder, asked, released, run, published, kept, progress, tell)
    kept.close(asked.final)
    return asked.final


def _report(folder, asked, released, run, published, kept, progress, tell):
    """Write an edition into the new `folder`, of the tables of `run`, verify and attack it."""
    results = _results(kept, asked, run, progress)
    progress("pages and forms", "being written")
    manifest = _composed(folder, asked, released, results, mark=draft_mark.DRAFT)
    is_open = not manifest["extracts"]
    long = forms.over_budget(folder, results, is_open) if asked.printed else []
    kept_back = process.ask(released.run, withheld.values, asked.place, released.run)
    verify(folder, released.document, kept_back, run.inputs)
    with settings.serving(released.run):
        unread = [f"{name}: {to_do}" for name, to_do in extracts.unread(asked.place)]
    found = attacked(published, folder)
    open_points = [*released.warned, *unread, *left_open.for_the_analyst(released.counts)]
    open_points = in_short(open_points, asked.place.invented)
    for line in [*open_points, *in_general_words(manifest), *long, *found]:
        tell(line)


def attacked(published, folder):
    """Return what the attack says of the edition in `folder`, by its files, with all that was published."""
    own = documents_of.read(folder / documents_of.FILE, PRINTED)
    return solve.attacked([*published.documents, own], "this edition must not leave")


def _composed(folder, asked, released, results, mark=None):
    """Write the pages and forms of chapters that were run into `folder`; return the manifest."""
    with settings.serving(released.run):
        held = states.open_for(asked.place, released.run.inputs)
    used = used_files(results, held, released.document)
    return compose.write(folder, asked, released, results, used, _left_out(held), mark)


def unmarked(folder, asked, manifest, released):
    """Write the edition that was built with `manifest` into the new `folder`, its forms without a mark.

    Its chapters are those that the build kept; where they no longer are what would be made they run again.
    """
    # A page beyond the edition that has gone since is led to no more.
    leads = tuple(tuple(one) for one in manifest.get("leads", []) if (folder / one[1]).is_file())
    asked = dataclasses.replace(asked, parameters=manifest["parameters"], compared=leads)
    kept, run = asked.kept(), stages.for_chapters(asked.place.slug, released.run)
    _composed(folder, asked, released, _results(kept, asked, run, lambda name, state: None))


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


def _results(kept, asked, run, progress):
    """Return the Chapter of each notebook, those that were kept without running them.

    Raises InputError where one failed, once the others have run.
    """
    results = {path: kept.chapter(path, run) for path in asked.selected}
    for path in (path for path, chapter in results.items() if chapter is not None):
        progress(path.stem, "as it was")
    left = [path for path, chapter in results.items() if chapter is None]
    given = {"at_a_time": asked.at_a_time, "progress": progress, "executed": kept.keep_executed}
    ran = notebooks.run_all(left, asked.parameters, run, **given) if left else []
    for path, result in zip(left, ran, strict=False):
        results[path] = result
        if not isinstance(result, notebooks.ChapterError):
            kept.keep_chapter(path, run, result)
    found = [result for result in results.values() if result is not None]
    if faults := [result for result in found if isinstance(result, notebooks.ChapterError)]:
        lines = "\n".join(map(str, faults))
        raise InputError(f"{len(faults)} of {len(found)} chapters failed. {folders.STAYS}\n{lines}")
    return found


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
    named = {one for chapter in results for one in chapter.files}
    counted = {
        card
        for entry in (document["tabulations"].values() if document is not None else ())
        if any(value != NOT_AVAILABLE for _, _, value in entry["cells"])
        for card in (entry["source"], ALL[entry["source"]].cited)
    }
    files = [item for item in held.files if item.named in named or item.card_id in counted]
    return sorted(files or held.files, key=lambda item: item.named)


def _left_out(held):
    """Return a sentence for each file that was replaced by a newer one or could not be read."""
    newer_by = "which is the newer by its name or, where the names say nothing, by its date on the disk."
    lines = [f"{old.file.name}: replaced by {new.file.name}, {newer_by}" for old, new in held.replaced]
    return lines + [problem.message for problem in held.problems]
