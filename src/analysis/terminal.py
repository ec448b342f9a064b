"""What `vna` shows on a terminal or writes to a file: tables, and the progress of a download or build."""

import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path

import typer

from analysis.errors import plain

ENDED = ("done", "failed", "as it was")  # of a chapter


def say(text, err=False):
    """Write a message, of one line or of several."""
    typer.echo(plain(text, keep="\n"), err=err)


def in_bytes(size):
    """Return a size as people read it, nothing for none."""
    from rich.filesize import decimal

    return decimal(size) if size else ""


def downloading():
    """Return a context that tells how far each download is: bars on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress

    from analysis.sources.fetching.keeping import DONE, READING

    def far(came, whole, unit):
        if unit == READING:
            return "being read"
        shown = in_bytes if unit == "bytes" else "{:,}".format
        of = f" of {shown(whole)}" if whole else ""
        return f"{shown(came)}{of}{'' if unit == 'bytes' else f' {unit}'}"

    @contextmanager
    def shown():
        columns = ("{task.description}", BarColumn(), "{task.fields[far]}")
        with Progress(*columns, console=Console(stderr=True), transient=True) as board:
            lines = {}

            def tell(name, came, whole, unit):
                if name not in lines:
                    lines[name] = board.add_task(escape(plain(Path(name).name)[:56]), total=whole, far="")
                said = far(came, whole, unit)
                board.update(lines[name], completed=came, total=whole, visible=unit != DONE, far=said)

            yield tell

    return shown() if sys.stderr.isatty() else nullcontext()


def decision_in_short(decision, asked):
    """Return headings and rows of a decision for a terminal: what a reader acts on, with its caveat.

    `asked` is its `decision_table`, which says how sure each verdict is that asks for something.
    """
    counted = decision["status"] == "shown"
    fewest, most = decision["people_not_proficient_lower"], decision["people_not_proficient_upper"]
    between = fewest.map("{:,}".format) + " to " + most.map("{:,}".format)
    need = decision["people_not_proficient"]
    need = (need.map("about {:,}".format, na_action="ignore") + " (" + between + ")").fillna(between)
    speakers = decision["residents_3_plus"].map("{:,}".format).where(counted, "not counted")
    columns = {
        "Verdict": decision["verdict"],
        "Language": decision["language"],
        "Speakers in 2021": speakers,
        "Cannot speak English well": need,
        "For": decision["reasons_for"],
        "Against": decision["reasons_against"],
        "How sure": decision["language"]
        .map(asked.set_index("language")["firm"])
        .fillna("nothing is proposed"),
        "What to do": decision["next_step"],
        "Rights": decision["rights"],
    }
    return list(columns), list(zip(*columns.values(), strict=True))


def write_table(frame, format, out):
    """Write a table as csv, parquet or json to `out` (a temporary file, renamed), or to standard output."""
    if format == "parquet":
        content = frame.to_parquet(index=False)
    elif format == "json":
        content = (frame.to_json(orient="records", date_format="iso", force_ascii=False) + "\n").encode()
    else:
        content = frame.to_csv(index=False, lineterminator="\n").encode()
    if out is None:
        shown = plain(content.decode(), keep="\n").encode() if sys.stdout.isatty() else content
        sys.stdout.buffer.write(shown)
        return
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(out)
    except OSError as fault:  # the name beside is nobody's but ours
        raise OSError(fault.errno, fault.strerror, str(out)) from None
    finally:
        beside.unlink(missing_ok=True)


def print_table(headings, rows, last_beneath=False):
    """Print rows as a table: ruled on a terminal, tab-separated and unabridged elsewhere.

    With `last_beneath` what is in the last column is printed below a ruled table, each text once: in a
    narrow column a message of 200 letters breaks to pieces, and among a hundred rows nobody finds it.
    """
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            typer.echo("\t".join(plain(str(cell)) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = len(headings) - last_beneath
    ruled = Table(*headings[:shown])
    for row in rows:
        ruled.add_row(*(Text(plain(str(cell), keep="\n")) for cell in row[:shown]))
    Console().print(ruled)
    for words in dict.fromkeys(str(row[-1]) for row in rows if last_beneath and row[-1]):
        say(words)


def progress():
    """Return a context that tells how far a build is: on a terminal in one line, elsewhere a line a step."""

    @contextmanager
    def in_lines():
        states = {}

        def tell(name, state):
            states[name] = state
            ended = sum(one in ENDED for one in states.values())
            if state in ENDED:
                say(f"Chapter {ended} of {len(states)}: {name}, {state}")
            elif state not in ("waiting", "running"):
                say(f"{name}: {state}")

        yield tell

    @contextmanager
    def shown():
        from rich.console import Console
        from rich.markup import escape

        states = {}
        with Console(stderr=True).status("Looking at what has changed") as status:

            def tell(name, state):
                states[name] = state
                status.update(escape(plain(how_far(states))))

            yield tell

    return shown() if sys.stderr.isatty() else in_lines()


def how_far(states):
    """Return in words how far a build is, of the state of each chapter and of what follows them.

    >>> how_far({"02_area": "done", "03_crime": "running", "04_victims": "failed", "05_reach": "waiting"})
    '2 chapters left: 03_crime running. Failed: 04_victims'
    """
    by_state = {}
    for name, state in states.items():
        by_state.setdefault(state, []).append(name)
    running = by_state.get("running", [])
    left = len(running) + len(by_state.get("waiting", []))
    last, state = list(states.items())[-1]
    said = f"{last}: {state}"
    if left:
        said = f"{left} {'chapter' if left == 1 else 'chapters'} left: {', '.join(running) or 'none'} running"
    failed = by_state.get("failed", [])
    return f"{said}. Failed: {', '.join(failed)}" if failed else said
