"""Running a notebook: what reaches the chapter, in what order, and how a fault is told."""

import asyncio
import contextlib
import functools
import signal
import tempfile
import threading
import time
import uuid
from pathlib import Path

import nbformat
import pytest

from analysis import processes, scratch
from analysis.publish.report import chapters
from analysis.settings import Run
from tests.publish import shelf

PIECE = """
class Piece:
    def __init__(self, **content):
        self.content = content
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": "<b>lab</b>", "application/vnd.victim-needs+json": self.content}
"""
SETTINGS = '# The only cell that needs changing\nAREA, EDITION = "sampleshire", None  # here'
FIGURE = 'Piece(kind="figure", title=f"About {AREA}", alt="Bar chart", svg="<svg/>", grid={"rows": []})'

NOT_SAID = "Its message may hold figures and is not shown: run the chapter by hand to see it."


notebook = functools.partial(shelf.notebook, parameters=SETTINGS)


@pytest.fixture
def run():
    """Return a function that runs a chapter."""
    parameters = {"AREA": "kent", "EDITION": None}
    return lambda path, reads=None, **options: chapters.run(path, parameters, reads or Run(), **options)


def test_prose_and_pieces_come_in_reading_order_and_nothing_printed(tmp_path, run):
    path = notebook(
        tmp_path,
        PIECE,
        'import sys\nprint("printed")\nprint("complained", file=sys.stderr)\n' + FIGURE,
        "md:How to read it.",
        'Piece(kind="gap", title="Not known")',
        '"a bare value"',
    )
    chapter = run(path)
    assert (chapter.name, chapter.number, chapter.title) == ("02_toy", "02", "A toy")
    shown = [block for block in chapter.blocks if not isinstance(block, chapters.Code)]
    assert [type(block).__name__ for block in shown] == ["Prose", "Published", "Prose", "Published"]
    assert [piece["title"] for piece in chapter.pieces] == ["About kent", "Not known"]
    beside_code = str([*shown, chapter.files])
    assert not any(word in beside_code for word in ("printed", "complained", "a bare value", "<b>lab"))


def test_the_kernel_reads_what_the_run_names_and_not_what_this_process_was_told(tmp_path, monkeypatch, run):
    monkeypatch.setenv("VNA_AS_OF", "1999-Q1")
    ask = (
        'import os\nPiece(kind="sentence", '
        'words=str([os.environ.get("VNA_INPUTS"), os.environ.get("VNA_AS_OF")]))'
    )
    chapter = run(notebook(tmp_path, PIECE, ask), reads=Run(inputs=tmp_path))
    assert chapter.pieces[0]["words"] == str([str(tmp_path), None])


REFUSED = (
    'from analysis.errors import InputError\nraise InputError("a.csv: heading\\n\\"Polish\\" is missing.")'
)
LEAVES_A_CHILD = "import os, time\nif os.fork() == 0:\n    time.sleep(20)\n    os._exit(0)\nos._exit(1)"


@pytest.mark.parametrize(
    ("code", "told", "timeout"),
    [
        (REFUSED, 'a.csv: heading "Polish" is missing.', 60),
        ("1 / 0", f"ZeroDivisionError. {NOT_SAID}", 60),
        ("import time\ntime.sleep(60)", "took longer than 1 seconds", 1),
        ("import os\nos._exit(1)", "Python ended", 60),
        (LEAVES_A_CHILD, "Python ended", 15),
    ],
    ids=["what is refused", "another error", "one without an end", "a dead kernel", "one with a child"],
)
def test_a_fault_is_told_with_its_chapter_and_cell_and_without_its_traceback(
    tmp_path, run, code, told, timeout
):
    with pytest.raises(chapters.ChapterError) as fault:
        run(notebook(tmp_path, "md:Prose counts as a cell.", code), timeout=timeout)
    assert str(fault.value).startswith(f"02_toy, cell 4: {told}")
    assert "took" in told or "ended" in told or str(fault.value).endswith(told)


def test_one_that_fails_stops_no_other_and_the_longest_begins_first(tmp_path):
    paths = [
        notebook(tmp_path, "1 + 1", name="01_short"),
        notebook(tmp_path, "1 / 0", name="02_wrong"),
        notebook(tmp_path, "1 + 1 + 1 + 1 + 1", name="03_long"),
    ]
    heard = []

    async def inside():  # as JupyterLab needs
        tell = {"progress": lambda name, state: heard.append((name, state)), "at_a_time": 1}
        return chapters.run_all(paths, {"AREA": "kent"}, Run(inputs=tmp_path), **tell)

    results = asyncio.run(inside())
    assert [getattr(result, "name", None) for result in results] == ["01_short", None, "03_long"]
    assert isinstance(results[1], chapters.ChapterError)
    assert heard[:3] == [(path.stem, "waiting") for path in paths]
    assert heard[3:5] == [("03_long", "running"), ("03_long", "done")]
    assert ("02_wrong", "failed") in heard and ("01_short", "done") in heard


def test_a_chapter_that_is_begun_from_nothing_gives_the_same(tmp_path, run, monkeypatch):
    path = notebook(tmp_path, PIECE, FIGURE, "1 / 0")
    cut = notebook(tmp_path, PIECE, FIGURE, name="03_cut")
    found = []
    for method in (processes.METHOD, "spawn"):
        monkeypatch.setattr(processes, "METHOD", method)
        wrong, right = chapters.run_all([path, cut], {"AREA": "kent"}, Run())
        found.append((str(wrong), right.blocks))
    assert found[0] == found[1] and "ZeroDivisionError" in found[0][0] and "About kent" in str(found[0][1])


def test_a_chapter_of_which_a_piece_cannot_be_shown_fails_and_leaves_nothing_out(tmp_path, run):
    broken = "class Broken:\n    def _repr_mimebundle_(self, **_):\n        raise InputError('Why not.')\n"
    path = notebook(tmp_path, f"from analysis.errors import InputError\n{broken}Broken()", PIECE, FIGURE)
    with pytest.raises(chapters.ChapterError, match="02_toy, cell 3: Why not"):
        run(path)


def has_ended(process, within=30):
    """Tell whether a process ends soon, or only waits to be asked how it did."""
    status = Path(f"/proc/{process}/status")
    for _ in range(within * 10):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if "State:\tZ" not in status.read_text():
                time.sleep(0.1)
                continue
        return True
    return False


def test_an_interruption_ends_the_chapters(tmp_path, request):
    # It writes passing files alone, in a folder that goes with it.
    told = f"ready-{uuid.uuid4()}"
    begun = f"import os, tempfile, time\nopen(tempfile.gettempdir() + '/{told}', 'w').write(str(os.getpid()))"
    path, process = notebook(tmp_path, begun, "time.sleep(60)"), []

    def interrupt(name, state):
        if state != "running":
            return

        def later():
            while not process:
                every = Path(tempfile.gettempdir()).glob(f"{scratch.PREFIX}*/{told}")
                process.extend(filter(None, (one.read_text() for one in every)))
                time.sleep(0.1)
            import _thread

            _thread.interrupt_main()

        threading.Thread(target=later).start()

    # A shell that starts the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        chapters.run_all([path], {"AREA": "kent"}, Run(inputs=tmp_path), progress=interrupt)
    assert time.monotonic() - began < 60
    assert has_ended(process[0])


def test_a_notebook_that_keeps_outputs_is_refused(tmp_path, run):
    path = notebook(tmp_path, "1 + 1")
    held = nbformat.read(path, 4)
    held.cells[-1].outputs = [nbformat.v4.new_output("stream", text="kept")]
    nbformat.write(held, path)
    with pytest.raises(chapters.ChapterError, match="02_toy, cell 3: keeps the output of an earlier run"):
        run(path)


NUMBER = '{"nbformat": 4, "cells": [{"cell_type": "raw", "metadata": {}, "source": 5}]}'


@pytest.mark.parametrize("content", ["{", '{"cells": 3}', "[]", '{"nbformat": 4}', NUMBER])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content, run):
    path = tmp_path / "02_toy.ipynb"
    path.write_text(content)
    with pytest.raises(chapters.ChapterError, match=r"02_toy.ipynb: is not a notebook"):
        run(path)
    with pytest.raises(chapters.ChapterError, match="no such notebook"):
        run(tmp_path / "09_absent.ipynb")


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"parameters": None}, "02_toy: no code cells are tagged `parameters`"),
        ({"parameters": 'AREAS = "kent"'}, r'does not set AREA, .* It sets "AREAS"\.'),
        ({"name": "toy"}, "named by two digits"),
    ],
)
def test_a_notebook_that_cannot_be_given_what_it_asks_for_is_refused(tmp_path, made, says, run):
    with pytest.raises(chapters.ChapterError, match=says):
        run(notebook(tmp_path, **made))


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        ('kind="film"', "published a 'film'"),
        ('kind="figure", title="T", svg="<svg/>", alt=" "', "a figure without its alt"),
        ('kind="table"', "a table without its title"),
    ],
)
def test_a_piece_that_lacks_what_its_reader_needs_is_refused(tmp_path, piece, message, run):
    with pytest.raises(chapters.ChapterError, match=f"02_toy, cell 4: published {message[10:]}|{message}"):
        run(notebook(tmp_path, PIECE, f"Piece({piece})"))


@pytest.mark.parametrize(
    ("source", "given", "wanted"),
    [
        ('AREA = "x"', {"AREA": "kent"}, "AREA = 'kent'"),
        (SETTINGS, {"EDITION": "2026-Q3"}, SETTINGS.replace("None", "'2026-Q3'")),
        ('A, B = (\n    "é", 1,\n)', {"B": 2, "A": "è"}, "A, B = (\n    'è', 2,\n)"),
        ("if True:\n    AREA = 1\nAREA = 2", {"AREA": 3}, "if True:\n    AREA = 1\nAREA = 3"),
    ],
)
def test_only_the_values_are_replaced(source, given, wanted):
    assert chapters.replace_values(source, given) == wanted


# No figure is typed into the prose of a chapter: it would go out of date.


def typed(folder, words):
    return chapters.read(notebook(folder, f"md:{words}", parameters="AREA = 1  # of 47", name="04_victims"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("In the north 3 victims were Black.", "3"),
        ("½ of them", "½"),
        ("٣ of them", "3"),
        ("There 1,304 **women** came.", "1304"),
        ("3 of those of 2026-Q1", "3"),
        ("101 victims, and 999 residents.", "101"),
        ("Half of those aged 16 to 59 are 12,400 people.", "12400"),
        ("Chapter 5 has 17 charts.", "17"),
        ("As chapter 5, 30 victims said so.", "30"),
        ("Victims aged 16 and 12 of them children.", "12"),
        ("See section 4: 12% of victims.", "12"),
        ("In 2021 there were 2,021 of them.", "2021"),
        ("More than 18 came, under 18 left.", "18"),
        ("1,101 of them called 101.", "1101"),
    ],
)
def test_a_figure_is_refused_by_its_notebook_and_cell(tmp_path, words, found):
    with pytest.raises(chapters.ChapterError) as fault:
        typed(tmp_path, words)
    assert str(fault.value).startswith(f'04_victims, cell 3: "{found}" is typed into its text')
    assert "report.say" in str(fault.value)


@pytest.mark.parametrize(
    "words",
    [
        "Counted on 21 March 2021, in 2026-Q1, in the week of 27 December 2022 and before late 2019.",
        "The Modern Slavery Act 2015, section 52, sections 49 and 50, Article 4; Regulation (EU) 2016/679.",
        "Chapters 3, 5 and 11 say more; see Section 95 support.",
        "Children aged 0-17, people aged 16 to 59, those aged 65 and over, 18-year-olds and under-18s.",
        "In an emergency call 999. Otherwise call 101, or ring the helpline on 0808 200 0247.",
        "A rate per 1,000 residents, of the census table TS024, since COVID-19.",
        "See [the response](https://www.gov.uk/a/response-17) and https://www.gov.uk/b/42.",
        "1. Ask first.\n2. Then look.\n\n> 3. Then say.",
        "One victim of every three; a number in words is beyond this.",
    ],
)
def test_what_names_something_and_counts_nothing_passes(tmp_path, words):
    assert typed(tmp_path, words).cells[2].source == words


def test_words_beside_sliders_are_for_jupyterlab_alone(tmp_path):
    path = notebook(tmp_path, "md:Move it to 40.")
    held = nbformat.read(path, 4)
    held.cells[-1].metadata["tags"] = [chapters.LAB]
    nbformat.write(held, path)
    assert chapters.read(path).cells[2].source == ""


def test_what_is_restricted_is_of_the_annex_alone(tmp_path, run):
    made = 'Piece(kind="gap", title="Where", words="Where", restricted=True)'
    with pytest.raises(chapters.ChapterError, match="02_toy, cell 4: keeps what is restricted"):
        run(notebook(tmp_path, PIECE, made))
    annex = tmp_path / chapters.RESTRICTED
    annex.mkdir()
    assert run(notebook(annex, PIECE, made)).pieces[0]["restricted"]
