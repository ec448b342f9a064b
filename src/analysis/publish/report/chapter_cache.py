"""What a build keeps for the next one: its chapters, and of what the whole edition was made.

A chapter is taken from here when the program, its notebook, which files there are and the tables that it read
are what they were: it can read nothing else. Beside it lies the notebook as it ran. What is kept was not
published yet, and so it lies in the private folder beside `counts`, readable by its owner alone, and never in
reports.
"""

import contextlib
import shutil
from pathlib import Path

from analysis import plain_file, private_json, settings, table_files
from analysis.disclosure import ledger
from analysis.fingerprints import Fingerprints, digest, program
from analysis.publish.exhibits.exhibit import WATERMARK
from analysis.publish.report import chapters as notebooks
from analysis.publish.report import executed
from analysis.release import write

LAST, FOLDER = "last.json", "builds"
MANY = 8  # as many editions are remembered


class Kept:
    """What the last build of an edition kept, and what this one keeps in its place.

    `asked` is what the build was asked for (`editions.Asked`), and `held` the Inventory of its files; what
    chapters give does not hang on its `forms`, such as the mark that is written on them. With `again`
    everything is made again.
    """

    def __init__(self, asked, held, forms=(), again=False):
        home, slug = Path(asked.home).resolve(), asked.place.slug
        folder = settings.counts_for(slug).parent.parent / FOLDER / slug
        self._mark = WATERMARK if asked.place.invented else ""
        self.place, self._again = folder / f"{asked.name}-{digest(str(home))[:12]}", again
        self._last = private_json.read(self.place / LAST)
        prints = Fingerprints(self._last.get("prints"))
        # What lies in private notebooks, and passes while they run, is in no chapter.
        apart = [folder.parent, folder.parent.with_name(write.FOLDER), settings.notebooks() / "private"]
        lie = (settings.inputs_for, settings.local_for, settings.counts_for)
        folders = [*(Path(where(slug)).resolve() for where in lie), settings.notebooks()]
        # Taken before anything is read: what changes meanwhile is then never taken for what was read.
        self._files = {
            str(root / path): checksum
            for root in folders
            for path, checksum in prints.folder(root, but=apart).items()
        }
        closed = prints.of(home / slug / ledger.FILE)
        read = (asked.parameters, str(asked.run.inputs), asked.run.as_of, str(asked.run.local))
        self._made_of = digest([program(prints), read, held.identity(), sorted(self._files), closed])
        # What changed since the last edition is told from its own files.
        published = ledger.read(home, slug).editions
        before = prints.folder(home / slug / published[-1]) if published else {}
        chapters = [path.stem for path in asked.selected]
        looks = (asked.printed, asked.compared, forms)
        self._whole = digest([self._made_of, self._files, before, chapters, looks])
        self._prints = prints

    def stands(self, final):
        """Tell whether the edition in `final` is what this build would give."""
        same = not self._again and self._last.get("whole") == self._whole
        return same and self._prints.folder(final) == self._last.get("edition")

    def chapter(self, path, run):
        """Return the Chapter that the notebook at `path` gives of a run; None where it has to run."""
        found = private_json.read(self.place / f"{path.stem}.json")
        if not found or self._again or found["made_of"] != self._made_of_notebook(path, run):
            return None
        chapter = notebooks.from_json(found["chapter"])
        same = all(table_files.state_of(one) == state for one, state in chapter.tables.items())
        return chapter if same else None

    def keep_chapter(self, path, run, chapter):
        """Keep a Chapter that ran."""
        made = {"made_of": self._made_of_notebook(path, run), "chapter": notebooks.as_json(chapter)}
        with contextlib.suppress(OSError):  # a disk that takes none costs time, and no edition
            private_json.write(self.place / f"{path.stem}.json", made)

    def keep_executed(self, path, notebook, outputs):
        """Keep a notebook as it ran, to be opened in JupyterLab: with every frame that it displayed."""
        content = executed.as_file(notebook, outputs, executed.as_drawn, mark=self._mark)
        with contextlib.suppress(OSError):
            plain_file.private_folder(self.place)
            plain_file.write_whole(self.place / path.name, content)

    def close(self, final):
        """Keep that the edition in `final` is what this build gave."""
        last = {"whole": self._whole, "edition": self._prints.folder(final), "prints": self._prints.found}
        with contextlib.suppress(OSError):
            private_json.write(self.place / LAST, last)
            builds = sorted(self.place.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)
            for path in builds[:-MANY]:
                shutil.rmtree(path)

    def _made_of_notebook(self, path, run):
        """Return a checksum of what a chapter is made of beside tables; modules may lie beside notebooks."""
        modules = sorted(path.parent.glob("*.py"))
        read = [[one.name, self._prints.of(one)] for one in (path, *modules)]
        return digest([self._made_of, read, run.table_runs, run.set_aside])
