"""The command `vna`: thin, over the same calls that notebooks make."""

import functools
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import InputError

app = typer.Typer(
    help="Build a Victim Needs Assessment for a police force area, from the publishers' files.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

AreaOption = Annotated[
    str, typer.Option("--area", help="Police force area: its short name, name or code.", show_default=True)
]
InputsOption = Annotated[
    Path | None,
    typer.Option(
        "--inputs",
        help="Folder of publishers' files, in any order and depth; zips are read as they are.",
        readable=False,  # that it may not be read is said by `inventory`, as everything about it is
    ),
]
LocalOption = Annotated[
    Path | None,
    typer.Option(
        "--local",
        help="Folder of the office's own extracts, with their columns.toml. Default: data/local.",
        readable=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Where the reports lie. Default: reports, a folder an area."),
]


OF_PEOPLE = ("victims",)  # tables whose rows never leave as they are


class Format(StrEnum):
    """How `vna table` writes a table."""

    csv = "csv"
    parquet = "parquet"
    json = "json"


def said_plainly(command):
    """Turn what is wrong with the input into one message and exit code 1, and Ctrl-C into one and 130."""

    @functools.wraps(command)
    def run(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except InputError as fault:
            typer.echo(str(fault), err=True)
        except OSError as fault:
            # A full disk or a folder without permission: the system's own words, and the place.
            place = f"{fault.filename}: " if fault.filename else ""
            typer.echo(f"{place}{fault.strerror or fault}. Nothing was changed.", err=True)
        except KeyboardInterrupt:
            kept = (
                "The last edition stays as it was." if command.__name__ == "build" else "Nothing was changed."
            )
            typer.echo(f"Interrupted. {kept}", err=True)
            raise typer.Exit(130) from None
        raise typer.Exit(1)

    return run


def reading(inputs, as_of=None, local=None):
    """Make `inputs`, `as_of` and `local` those of this process and of the notebooks it starts."""
    import os

    from analysis import settings

    if as_of is not None and not settings.is_quarter(as_of):
        raise typer.BadParameter(f'"{as_of}" is not a quarter such as 2026-Q3.', param_hint="--as-of")
    local = local or settings.current_run().local
    run = settings.Run(inputs.resolve() if inputs else None, as_of, local.resolve() if local else None)
    for variable in settings.VARIABLES:
        os.environ.pop(variable, None)
    os.environ.update(run.environment())
    return run


@app.command()
@said_plainly
def build(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    out: OutOption = None,
    edition: Annotated[
        str | None, typer.Option("--edition", help="The edition's name. Default: draft.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The quarter that counts as the latest, such as 2026-Q3.")
    ] = None,
    chapters: Annotated[
        str | None,
        typer.Option("--chapters", help="Chapters that the edition holds, such as 02,03. Default: all."),
    ] = None,
    local: LocalOption = None,
):
    """Build the report: every chapter run, written beside, checked, attacked and swapped in at the end."""
    from analysis.publish.edition import editions

    reading(inputs, as_of, local)
    found = []
    chosen = [part.strip() for part in chapters.split(",")] if chapters else None
    with progress() as tell:
        report = editions.build(
            area, inputs, out, edition, as_of, chosen, progress=tell, local=local, said=found.append
        )
    for line in json.loads((report / "manifest.json").read_text(encoding="utf-8"))["left_out"]:
        typer.echo(f"Left out: {line}", err=True)
    typer.echo(f"The report is ready. Open {report / 'index.html'}")
    for line in found:
        typer.echo(line)


@app.command()
@said_plainly
def publish(
    edition: Annotated[str, typer.Argument(help="The name under which the edition was built.")],
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    out: OutOption = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The quarter that it was built for, to be sure of it.")
    ] = None,
    local: LocalOption = None,
):
    """Close an edition that was built: from then on later editions hide what would undo its hiding."""
    from analysis.publish.edition import closing

    reading(inputs, as_of, local)
    found = []
    folder = closing.publish(edition, area, inputs, out, as_of, local, said=found.append)
    for line in found:
        typer.echo(line)
    typer.echo(f"{folder} is published and closed. The ledger is {folder.parent / 'ledger.json'}")


@app.command()
@said_plainly
def attack(
    reports: Annotated[
        Path | None, typer.Argument(help="Folder of reports. Default: the project's own.", readable=False)
    ] = None,
):
    """Try to undo the hiding, as somebody outside would, from the files of every edition together."""
    from analysis.publish.edition import attacking

    lines, safe = attacking.attacked_reports(reports)
    for line in lines:
        typer.echo(line)
    if not safe:
        raise typer.Exit(1)


@app.command()
@said_plainly
def check(
    inputs: Annotated[
        Path, typer.Option("--inputs", help="Folder of publishers' files to look through.", readable=False)
    ],
    area: Annotated[
        str | None,
        typer.Option("--area", help="Also load every table of this area, and check it at both ends."),
    ] = None,
):
    """Say what each file of a folder is, how many rows it has, and what is wrong."""
    from analysis.sources import checks

    rows, faults = checks.every_file(inputs)
    if area is not None:
        reading(inputs)
        tabled, more = every_table(area)
        rows, faults = rows + tabled, faults + more
    print_table(["File", "Is", "Period", "Rows read", "Rows explained", "What is wrong"], rows)
    if faults:
        raise InputError(f"Something is wrong in {faults} places.")


def every_table(area):
    """Return a row for each table of an area, as `check` prints them, and how many could not be loaded."""
    from analysis import tables

    rows, faults = [], 0
    for name in [*tabular(tables), *OF_PEOPLE, "boundaries"]:
        try:
            frame = getattr(tables, name)(area)
            rows.append(
                (f"table {name}", area, "", f"{len(frame):,}", "all" if len(frame) else "no file for it", "")
            )
        except InputError as fault:
            faults += 1
            rows.append((f"table {name}", area, "", "", "", str(fault)))
    return rows, faults


@app.command("sources")
@said_plainly
def sources_command(
    inputs: InputsOption = None,
    area: AreaOption = "sampleshire",
    as_of: Annotated[str | None, typer.Option("--as-of", help="The quarter by which ages are told.")] = None,
):
    """List the catalogue's cards, what the folder has of each, how old it is, and what is missing."""
    from analysis import areas, settings
    from analysis.sources import checks, inventory

    run = reading(inputs, as_of)
    found = inventory.scan(inputs) if inputs else inventory.open_for(areas.area(area))
    rows = checks.every_card(found, settings.as_of_date(run.as_of))
    print_table(["Card", "Title", "Files", "Period", "Age", "State"], rows)


@app.command("table")
@said_plainly
def table_command(
    name: Annotated[str, typer.Argument(help="The table, such as language or street_crime.")],
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    format: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.csv,
    out: Annotated[Path | None, typer.Option("--out", help="File to write. Parquet needs one.")] = None,
):
    """Write one table of open figures, as the chapters read it."""
    from analysis import tables
    from analysis.errors import nearest

    if name in OF_PEOPLE:
        raise InputError(
            f"The table {name} is counted from the office's own extracts, and its rows are shown to nobody. "
            "What may leave is published by chapters: publish.control(…, table=NAME)."
        )
    if name not in tabular(tables):
        known = tabular(tables)
        raise typer.BadParameter(
            f'no table "{name}". {nearest(name, known)} Known: {", ".join(known)}.', param_hint="NAME"
        )
    if format is Format.parquet and out is None:
        raise typer.BadParameter("Parquet is not text: give --out FILE.", param_hint="--out")
    if out is not None and not out.parent.is_dir():
        raise InputError(
            f"{out}: folder {out.parent} does not exist. Make it, or name another file with --out."
        )
    reading(inputs)
    frame = getattr(tables, name)(area)
    if frame.empty:
        raise InputError(
            f"The folder holds no file for the table {name}. `vna sources` says which is missing."
        )
    write_table(frame, format, out)


def tabular(tables):
    """Return the names of the tables that can be written as rows."""
    return [name for name in tables.__all__ if name not in ("boundaries", "names", *OF_PEOPLE)]


def write_table(frame, format, out):
    """Write a table to `out` (beside, then swapped in) or to standard output."""
    if format is Format.parquet:
        content = frame.to_parquet(index=False)
    elif format is Format.json:
        content = (frame.to_json(orient="records", date_format="iso", force_ascii=False) + "\n").encode()
    else:
        content = frame.to_csv(index=False, lineterminator="\n").encode()
    if out is None:
        sys.stdout.buffer.write(content)
        return
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(out)
    except OSError as fault:  # the name beside is nobody's but ours
        raise OSError(fault.errno, fault.strerror, str(out)) from None
    finally:
        beside.unlink(missing_ok=True)


def print_table(headings, rows):
    """Print rows as a table: ruled on a terminal, tab-separated and unabridged elsewhere."""
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            typer.echo("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    ruled = Table(*headings)
    for row in rows:
        ruled.add_row(*(Text(str(cell)) for cell in row))
    Console().print(ruled)


def progress():
    """Return a context that tells how far a build is: a bar on a terminal, nothing elsewhere."""
    from contextlib import contextmanager

    @contextmanager
    def quiet():
        yield lambda name, state: None

    @contextmanager
    def shown():
        from rich.console import Console

        with Console(stderr=True).status("Starting") as status:
            yield lambda name, state: status.update(f"{name}: {state}")

    return shown() if sys.stderr.isatty() else quiet()


def main():
    """Run the command."""
    app()
