"""The command `vna`: thin, over the same calls that notebooks make."""

import datetime
import functools
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis import __version__, settings
from analysis.errors import InputError, MissingSourceError, nearest, refuse_unknown
from analysis.terminal import (
    decision_in_short,
    downloading,
    in_bytes,
    print_table,
    progress,
    say,
    write_table,
)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

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
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="The quarter that counts as the latest, such as 2026-Q3.")
]
EditionOption = Annotated[str | None, typer.Option("--edition", help="The edition's name. Default: draft.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Where the reports lie. Default: reports, a folder an area.")
]


ChaptersOption = Annotated[
    str | None,
    typer.Option("--chapters", help="Chapters that the edition holds, such as 02,03. Default: all."),
]


ReviseOption = Annotated[
    str | None,
    typer.Option("--revise", help="Recount this series, all of it, from the files in hand. Needs --reason."),
]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", help="Why it is recounted. Every later edition prints it.")
]


def _named(chapters):
    """Return the chapters that an option names, None for all."""
    return tuple(part.strip() for part in chapters.split(",")) if chapters else None


def _print_version(asked):
    if asked:
        say(f"Victim Needs Assessment {__version__}")
        raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", callback=_print_version, is_eager=True),
    ] = False,
):
    """Build a Victim Needs Assessment for a police force area, from the publishers' files."""


# What a command leaves that could not go on: some write nothing, and some more than one file
LEFT = {
    **dict.fromkeys(("attack", "check", "doctor", "languages", "sources_command"), "Nothing was changed."),
    "build": "The last edition stays as it was.",
    "report_command": "The last edition stays as it was.",
    "publish": "The draft and the ledger stay as they were.",
    "every_area": "Areas that were built stay; the same command goes on from there.",
    "fetch": "What had come whole stays; the next fetch goes on from there.",
}


FILES_STAY = "A file that was there before stays as it was."  # each is written whole or not at all


def said_plainly(command):
    """Turn what is wrong with the input into one message and exit code 1, and Ctrl-C into one and 130."""

    @functools.wraps(command)
    def run(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except InputError as fault:
            say(str(fault), err=True)
        except OSError as fault:
            # A full disk or a folder without permission: the system's own words, and the place.
            place = f"{fault.filename}: " if fault.filename else ""
            left = LEFT.get(command.__name__, FILES_STAY)
            say(f"{place}{fault.strerror or fault}. {left}", err=True)
        except KeyboardInterrupt:
            say(f"Interrupted. {LEFT.get(command.__name__, FILES_STAY)}", err=True)
            raise typer.Exit(130) from None
        raise typer.Exit(1)

    return run


def reading(inputs, as_of=None, local=None):
    """Make `inputs`, `as_of` and `local` those of this process and of the notebooks it starts."""
    if as_of is not None and not settings.is_quarter(as_of):
        raise typer.BadParameter(f'"{as_of}" is not a quarter such as 2026-Q3.', param_hint="--as-of")
    local = local or settings.current_run().local
    if local is not None:
        refuse_local(local.resolve(), inputs)
    run = settings.Run(inputs.resolve() if inputs else None, as_of, local.resolve() if local else None)
    settings.serve(run)
    return run


def refuse_local(local, inputs):
    """Refuse a folder of the office's own that is not there, and one with what chapters must read."""
    if not local.is_dir():
        raise typer.BadParameter(f"{local}: there is no such folder.", param_hint="--local")
    needed = [settings.notebooks(), settings.project() / "src", settings.data("reference")]
    needed += [settings.data("raw"), *([inputs] if inputs else [])]
    if any(one.resolve().is_relative_to(local) for one in needed):
        raise typer.BadParameter(
            f"{local} holds files that chapters read, and would be closed to them. Name a folder that holds "
            "the office's own files alone.",
            param_hint="--local",
        )


@app.command()
@said_plainly
def build(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    out: OutOption = None,
    edition: EditionOption = None,
    as_of: AsOfOption = None,
    chapters: ChaptersOption = None,
    local: LocalOption = None,
    revise: ReviseOption = None,
    reason: ReasonOption = None,
    restricted: Annotated[
        bool,
        typer.Option(
            "--restricted",
            help="Also write the restricted annex: places that may not be published, in a folder of its own.",
        ),
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Count and run every chapter again, also where nothing changed."),
    ] = False,
):
    """Build the report: tables and released counts where anything changed, every chapter, all forms of it."""
    from analysis.publish.report import beside, editions

    reading(inputs, as_of, local)
    asked, found = editions.Asked.of(area, inputs, out, edition, as_of, _named(chapters), local), []
    with progress() as tell:
        report = editions.build(asked, tell, found.append, revise, reason, again=fresh)
    _say_ready(report, found)
    if restricted:
        folder = beside.annex(area, edition, inputs, out, local)
        say(f"Restricted, and not for publication: {folder / 'index.html'}")


def _say_ready(folder, found):
    for line in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["left_out"]:
        say(f"Left out: {line}", err=True)
    for line in found:
        say(line)
    say(f"The report is ready. Open {folder / 'index.html'}")


@app.command(name="national")
@said_plainly
def every_area(
    wanted: Annotated[
        str, typer.Option("--areas", help="Areas with commas between them, or all of them: all.")
    ] = "all",
    edition: EditionOption = None,
    inputs: InputsOption = None,
    out: OutOption = None,
    as_of: AsOfOption = None,
    local: Annotated[
        Path | None,
        typer.Option(
            "--local",
            help="A folder with one for each area's own extracts, named by its short name. "
            "Default: data/local/areas.",
            readable=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Areas built side by side. Default: one a core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="A Dask scheduler to build on, such as tcp://host:8786.")
    ] = None,
    forms: Annotated[
        bool, typer.Option("--all-forms/--web", help="With PDFs and Word, or web pages and workbooks alone.")
    ] = True,
    chapters: ChaptersOption = None,
):
    """Build the same edition of many areas, and one that compares them; go on where a run was cut."""
    from analysis.national import one_area
    from analysis.national import run as national

    reading(inputs, as_of)

    def tell(result, number, of):
        ended = f"{number} of {of}: {result.area}, {result.state}"
        say(ended if result.state != one_area.FAILED else f"{ended} (the reason is told at the end)")

    chosen = _named(chapters)
    folder, results = national.build(
        wanted, inputs, out, edition or "draft", as_of, local, jobs, scheduler, forms, chosen, heard=tell
    )
    failed = [one for one in results if one.state == one_area.FAILED]
    for one in failed:
        say(f"Not built: {national.failure(one)}", err=True)
    say(f"{len(results) - len(failed)} of {len(results)} areas have an edition. Open {folder / 'index.html'}")
    if failed:
        raise typer.Exit(1)


@app.command()
@said_plainly
def profile(
    place: Annotated[
        str, typer.Option("--place", help="A district, a neighbourhood team's area, or all of them: all.")
    ],
    area: AreaOption = "sampleshire",
    edition: EditionOption = None,
    inputs: InputsOption = None,
    out: OutOption = None,
    local: LocalOption = None,
):
    """Make the two-page profile of one place, or of every place, from a built edition, in all formats."""
    from analysis.publish.report import profiles

    reading(inputs, local=local)
    with progress() as tell:
        folders = profiles.build(area, place, edition, inputs, out, local, progress=tell)
    for folder in folders:
        say(f"{folder / 'index.html'}")
    if len(folders) > 1:
        say(f"All of them by name: {folders[0].parent / 'index.html'}")


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
    from analysis.publish.report import publishing

    reading(inputs, as_of, local)
    found = []
    folder = publishing.publish(edition, area, inputs, out, as_of, local, said=found.append)
    for line in found:
        say(line)
    say(f"{folder} is published and closed. The ledger is {folder.parent / 'ledger.json'}")


@app.command()
@said_plainly
def data(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    as_of: AsOfOption = None,
    local: LocalOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make every table again.")] = False,
):
    """Write the tables of an area into files, for notebooks: those of which something changed."""
    from analysis import areas, stages
    from analysis.release import write

    settings.serve(write.with_last(areas.area(area), reading(inputs, as_of, local)))
    found = stages.data(area, fresh)
    say(f"{len(found.made)} tables were made, and {len(found.stayed)} are as they were: {found.folder}")
    if found.waiting:
        say(f"{len(found.waiting)} wait for the office's own files: run vna release --area {area}")
    if found.faults:
        several = "1 table" if len(found.faults) == 1 else f"{len(found.faults)} tables"
        lines = [f"{why} (not made: {', '.join(names)})" for why, names in found.reasons().items()]
        raise InputError("\n".join([f"{several} cannot be made.", *lines]))


@app.command()
@said_plainly
def release(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    out: OutOption = None,
    edition: EditionOption = None,
    as_of: AsOfOption = None,
    local: LocalOption = None,
    revise: ReviseOption = None,
    reason: ReasonOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Count and solve again.")] = False,
):
    """Release counts of people: solved with every edition, attacked, hidden cells blank; write the tables."""
    from analysis import areas, stages, table_files
    from analysis.disclosure import ledger
    from analysis.publish.report import editions, folders, recounting
    from analysis.release import write

    reading(inputs, as_of, local)
    place, name = areas.area(area), folders.checked_name(edition or write.DRAFT)
    published = ledger.read(out or settings.reports(), place.slug)
    revision = recounting.asked(revise, reason, published)
    asked = editions.run_of(place, inputs, as_of, local)
    released = write.write(place, asked, name, published, revision, fresh)
    run = stages.for_chapters(place.slug, released.run)
    for line in released.attack:
        say(line)
    (folder,) = (table_files.home() / slug / name for slug, name in run.table_runs)
    say(f"The released tables of {area} are ready: {folder}. You can open its chapters now.")


@app.command("report")
@said_plainly
def report_command(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    out: OutOption = None,
    edition: EditionOption = None,
    as_of: AsOfOption = None,
    chapters: ChaptersOption = None,
    local: LocalOption = None,
):
    """Make the report of the tables that `vna data` and `vna release` wrote: every chapter, all forms."""
    from analysis.publish.report import editions

    reading(inputs, as_of, local)
    asked, found = editions.Asked.of(area, inputs, out, edition, as_of, _named(chapters), local), []
    with progress() as tell:
        folder = editions.report(asked, tell, found.append)
    _say_ready(folder, found)


@app.command("tables")
@said_plainly
def tables_command(
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")],
    area: AreaOption = "sampleshire",
    format: Annotated[
        Literal["csv", "xlsx", "gpkg"],
        typer.Option("--format", help="csv or xlsx: a file a table. gpkg: one file for QGIS."),
    ] = "csv",
):
    """Write every table of an area for Excel, Power BI or QGIS, as `vna data` and `vna release` made them."""
    from analysis import exports

    made = exports.write(area, format, out)
    files = "1 file" if len(made) == 1 else f"{len(made)} files"
    say(f"{files} with every table of {area}: {out}")


@app.command()
@said_plainly
def attack(
    reports: Annotated[
        Path | None, typer.Argument(help="Folder of reports. Default: the project's own.", readable=False)
    ] = None,
):
    """Try to undo the hiding, as somebody outside would, from the files of every edition together."""
    from analysis.publish.report import verify

    lines, safe = verify.attacked_reports(reports)
    for line in lines:
        say(line)
    if not safe:
        raise typer.Exit(1)


@app.command()
@said_plainly
def compare(
    old: Annotated[str, typer.Argument(help="The earlier edition: its name, or its folder.")],
    new: Annotated[str, typer.Argument(help="The later edition: its name, or its folder.")],
    area: Annotated[
        str | None, typer.Option("--area", help="Police force area. Default: the one that has both editions.")
    ] = None,
    out: OutOption = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Also write every figure that changed into this file.")
    ] = None,
):
    """Say what changed between two editions, of figures that both show: by how much, and beyond chance."""
    from analysis import areas
    from analysis.publish.report import comparison

    slug = areas.area(area).slug if area else None
    folders = comparison.named(old, new, out or settings.reports(), slug)
    rows, inputs = comparison.compared(*folders)
    for line in comparison.told(rows, inputs):
        say(line)
    if csv is not None:
        rows.to_csv(csv, index=False)


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
    local: LocalOption = None,
):
    """Say what each file of a folder is, how many rows it has, and what is wrong."""
    from analysis.extracts import states
    from analysis.release import quarters
    from analysis.sources import checks

    if local is not None and area is None:
        raise typer.BadParameter("needs --area: whose extracts are they?", param_hint="--local")
    rows, faults = checks.every_file(inputs)
    if area is not None:
        reading(inputs, local=local)
        tabled, more = every_table(area, {row[-1]: row[0] for row in rows if row[-1]})
        own = states.own_files(area)
        faults += more + sum(bool(row[-1]) and row[1] != states.NOT_KNOWN for row in own)
        rows = [*rows, *own, *quarters.short_of(area), *tabled, *contradictions(area)]
    headings = ["File", "Is", "Period", "Rows read", "Rows explained", "What is wrong"]
    print_table(headings, rows, last_beneath=True)
    if faults:
        raise InputError(f"Something is wrong in {faults} {'place' if faults == 1 else 'places'}.")


def contradictions(area):
    """Return a row for each disagreement between an area's own files; none of them stops a build."""
    from analysis import tables
    from analysis.measures.office import agreement as own_lists
    from analysis.measures.office import gaps as between_files
    from analysis.measures.services import contracts as contracted
    from analysis.release import people
    from analysis.tables import as_of

    try:
        services, day = tables.office.services(area), as_of.day_of_edition(area)
        contracts = contracted.contracts_now(tables.office.contracts(area), services, day)
        routes = tables.people.safe_reporting_routes(area)
        lists = own_lists.own_lists_compared(contracts, routes, services, day)
        said = between_files.contradictions(
            people.victims(area),
            people.support(area),
            tables.office.campaigns(area),
            people.contacts(area),
            people.survey(area),
            tables.census.residents_by_group(area),
            lists,
        )
    except InputError:  # the row of its table says what is wrong
        return []
    return [("the office's own files", "do not fit", "", "", "", says) for says in said["says"]]


def every_table(area, said):
    """Return a row for each table of an area, as `check` prints them, and how many faults there are beside.

    `said` has the faults of files, {message: file}: one file can be in the way of ten tables, and is one
    thing to fix.
    """
    from analysis.release import people
    from analysis.tables import places, rooms

    loads = rooms.tabular() | {"boundaries": places.boundaries}
    loads |= {name: getattr(people, name) for name in people.__all__}
    rows, faults = [], 0
    for name, load in loads.items():
        try:
            frame = load(area)
            rows.append(
                (f"table {name}", area, "", f"{len(frame):,}", "all" if len(frame) else "no file for it", "")
            )
        except InputError as fault:
            message = str(fault)
            where = said.setdefault(message, f"table {name}")
            first = where == f"table {name}"
            faults += first
            shown = message if first else f"Not loaded, for what is said of {where}."
            rows.append((f"table {name}", area, "", "", "", shown))
    return rows, faults


@app.command()
@said_plainly
def fetch(
    area: AreaOption = "sampleshire",
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="A card of the catalogue; give it once for each. Default: all."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The newest editions of this day or quarter: 2026-09-30, 2026-Q3."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder to fill. Default: data/raw.", readable=False)
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List addresses and sizes; write nothing.")
    ] = False,
):
    """Bring the files from their publishers: what changed, whole, and checked before it is used."""
    from analysis.sources.fetching import run as fetching

    day = settings.day_of(as_of) if as_of else None
    if as_of and day is None:
        raise typer.BadParameter(f'"{as_of}" is not a day or quarter such as 2026-Q3.', param_hint="--as-of")
    if dry_run:
        rows = fetching.plan(area, source or (), day, to)
        shown = [
            (card, name or "none", address, in_bytes(size), how) for card, name, address, size, how in rows
        ]
        print_table(["Card", "File", "Address", "Size", "Remark"], shown)
        return
    with downloading() as tell:
        outcome = fetching.fetch(area, source or (), day, to, tell=tell)
    shown = [one for one in outcome.told if one.state != fetching.NOT_FETCHED or source]
    rows = [(one.card_id, one.name or "none", one.state, in_bytes(one.size), one.words) for one in shown]
    print_table(["Card", "File", "State", "Size", "What is to be said"], rows)
    for line in [*fetching.not_fetched(outcome), *outcome.remarks]:
        say(line)
    if outcome.failed:
        raise InputError(f"{len(outcome.failed)} of {len(shown)} failed. What was in use stays in use.")


@app.command()
@said_plainly
def doctor(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    local: LocalOption = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Also fetch each unconfirmed source once, and see whether it reads."),
    ] = False,
):
    """Check the installation: environment, fonts, folders, disk, network, and files that chapters lack."""
    from analysis import doctor as doctors

    reading(inputs, local=local)
    found = list(doctors.examined(area, live=live))
    print_table(["State", "Of", "What was found"], [(one.state, one.topic, one.words) for one in found])
    bad = sum(one.state == doctors.BAD for one in found)
    if bad:
        stops = "1 thing stops" if bad == 1 else f"{bad} things stop"
        raise InputError(f"{stops} work: see the lines that begin with bad.")


@app.command("sources")
@said_plainly
def sources_command(inputs: InputsOption = None, area: AreaOption = "sampleshire", as_of: AsOfOption = None):
    """List the catalogue's cards, what the folder has of each, how old it is, and what is missing."""
    from analysis import areas
    from analysis.extracts import states
    from analysis.sources import inventory

    run = reading(inputs, as_of)
    found = inventory.scan(inputs) if inputs else states.open_for(areas.area(area))
    rows = states.every_card(found, settings.as_of_date(run.as_of))
    print_table(["Card", "Title", "Files", "Period", "Age", "State", "Next"], rows)


@app.command("table")
@said_plainly
def table_command(
    name: Annotated[str, typer.Argument(help="The table, such as language or street_crime.")],
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    format: Annotated[
        Literal["csv", "parquet", "json"], typer.Option("--format", help="How to write it.")
    ] = "csv",
    out: Annotated[Path | None, typer.Option("--out", help="File to write. Parquet needs one.")] = None,
    local: LocalOption = None,
    margins: Annotated[
        bool, typer.Option("--margins", help="Of a released table, its sums too, in rows called Total.")
    ] = False,
):
    """Write one table as chapters read it: of open figures, a log of the office's own, or released last."""
    from analysis import areas, tables
    from analysis.release import people, statements, tabulations, write
    from analysis.tables import rooms

    if name in people.__all__:
        raise InputError(
            f"The table {name} holds counts of people, so its rows are not shown. "
            "What may be shown of it is in the released tables, which data/release.toml lists."
        )
    released = {*tabulations.listed(), *statements.listed()}
    if name not in released | rooms.tabular().keys():
        known = sorted(rooms.tabular())
        raise typer.BadParameter(
            f'no table "{name}". {nearest(name, [*known, *released])} Known: {", ".join(known)}; and of '
            "counts of people those that data/release.toml lists.",
            param_hint="NAME",
        )
    if format == "parquet" and out is None:
        raise typer.BadParameter("Parquet is not text: give --out FILE.", param_hint="--out")
    if out is not None and not out.parent.is_dir():
        raise InputError(
            f"{out}: folder {out.parent} does not exist. Make it, or name another file with --out."
        )
    run = reading(inputs, local=local)
    if name in released:
        settings.serve(write.with_last(areas.area(area), run))
        return write_table(tables.released(name, area, margins=margins), format, out)
    frame = rooms.tabular()[name](area)
    if frame.empty:
        raise InputError(
            f"The folder holds no file for the table {name}. `vna sources` says which is missing."
        )
    write_table(frame, format, out)


@app.command()
@said_plainly
def template(
    name: Annotated[str, typer.Argument(help="The file, such as campaigns; columns for columns.toml.")],
    local: LocalOption = None,
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
):
    """Write an empty file for the office to fill in, what each column may hold above its headings."""
    from analysis import areas
    from analysis.extracts import templates
    from analysis.release import quarters
    from analysis.tables import places

    where = f" --local {local}" if local else ""
    checked = f"vna check --inputs FOLDER --area {areas.area(area).slug}{where}"
    named = templates.named(name)
    wards, then = None, f"What is wrong with it `{checked}` says, without a value."
    if named == templates.TEAMS:
        reading(inputs)
        wards = places.team_template(area)
        then = "Name a team in every row, then move it among the publishers' files."
    path = templates.write(name, local or settings.data("local"), wards, areas.area(area).slug)
    needed = quarters.to_begin_with("victims" if named == templates.MAPPING else named)
    say(f"{path} is ready to be filled in. {then} {needed}".rstrip())


@app.command()
@said_plainly
def languages(
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    preset: Annotated[
        str | None, typer.Option("--preset", help="The rule that decides. Default: that of data/policy.toml.")
    ] = None,
    format: Annotated[
        Literal["table", "csv", "json"], typer.Option("--format", help="How to write it.")
    ] = "table",
    as_of: AsOfOption = None,
    local: LocalOption = None,
):
    """Decide into which languages to translate, where and why: one row per language, most need first."""
    from analysis.measures import languages as languages_measured

    evidence, decision = decided(area, reading(inputs, as_of, local), preset)
    if format != "table":
        return write_table(decision, format, None)
    print_table(*decision_in_short(decision, languages_measured.decision_table(decision)))
    chosen = decision["preset"].iloc[0]
    policy = evidence.policy
    rule = policy["presets"][chosen]["reason"]
    say(f"Proposed on {evidence.as_of:%d %B %Y} by the preset {chosen}: {rule}")
    if chosen == policy["default_preset"]:
        say(f"It is the default because: {policy['why_default']}")
    for what, why in evidence.absent.items():
        say(f"Not known: {what}: {why}.")
    say("--format csv has every reason, margin and preset, and what would change each verdict.")


def decided(area, run, preset=None):
    """Return the evidence on the languages of an area, and the decision that it gives."""
    from analysis import areas, tables
    from analysis.measures import languages as languages_measured
    from analysis.release import process, statements
    from analysis.sources import inventory
    from analysis.tables.languages import decision as decision_tables

    counted = process.ask(run, statements.one, decision_tables.RISK, areas.area(area).slug)
    evidence = tables.languages.evidence(area, counted=counted)
    evidence = languages_measured.Evidence(**evidence | estimated(area, evidence))
    decision = languages_measured.decide_languages(evidence, preset).table()
    if decision.empty:
        found, census = inventory.current(), ("census_ts024", "census_ts029")
        lines = [found.missing(name) for name in census if not found.has(name)]
        raise InputError(" ".join(["Nothing can be decided without the census.", *lines]))
    return evidence, decision


class Decide(typer.core.TyperCommand):
    """A command whose help lists what the log of decisions lets in."""

    def format_help(self, ctx, formatter):
        """Write the help, with the choices of each column that an option fills."""
        from analysis.extracts import logs

        for option in self.params:
            column = {"verdict": "verdict", "by": "decided_by", "reason": "reason"}.get(option.name)
            if column:
                option.help += f" One of: {'; '.join(logs.columns('language_decisions')[column].choices)}."
        super().format_help(ctx, formatter)


def _chosen(option, text, column):
    """Return what a text names among the choices of a column of the log of decisions, as the log has it."""
    from analysis.extracts import logs

    choices = logs.columns("language_decisions")[column].choices
    found = {choice.casefold(): choice for choice in choices}.get(text.strip().casefold())
    if found is None:
        known = f"Known: {'; '.join(choices)}."
        raise InputError(
            f'{option} has "{text}", which is not known. {nearest(text, choices)} {known}'.replace("  ", " ")
        )
    return found


@app.command(cls=Decide)
@said_plainly
def decide(
    language: Annotated[str, typer.Argument(help="The language, as `vna languages` names it.")],
    verdict: Annotated[str, typer.Option("--as", help="What is decided.")],
    by: Annotated[str, typer.Option("--by", help="The role that decided.")],
    on: Annotated[
        datetime.datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, such as 2026-09-30.")
    ],
    reason: Annotated[
        list[str] | None,
        typer.Option("--reason", help="Why, where the rules propose otherwise; may be given several times."),
    ] = None,
    area: AreaOption = "sampleshire",
    inputs: InputsOption = None,
    as_of: AsOfOption = None,
    local: LocalOption = None,
):
    """Record what the office decided for a language, beside what the rules propose today.

    It is written below what was decided before: the log keeps every decision, and the newest counts.
    """
    from analysis import areas
    from analysis.extracts import logs

    place, run = areas.area(area), reading(inputs, as_of, local)
    verdict, by = _chosen("--as", verdict, "verdict"), _chosen("--by", by, "decided_by")
    parts = [part for one in reason or [] for part in one.split(";")]
    why = "; ".join(_chosen("--reason", part, "reason") for part in parts)
    if on.date() > datetime.date.today():
        raise InputError(f"--on {on:%Y-%m-%d}: is after today. Record a decision once it is made.")
    evidence, decision = decided(area, run)
    known = decision.set_index("language")
    language = {name.casefold(): name for name in known.index}.get(language.casefold(), language)
    refuse_unknown(language, known.index, f'No language "{language}".')
    before = evidence.decisions
    later = before[before["language"].eq(language) & before["decided_on"].gt(on)]["decided_on"]
    if len(later):
        raise InputError(
            f"{language}: was decided about on {later.iloc[0]:%Y-%m-%d}, after {on:%Y-%m-%d}. The newest "
            "counts: give the day of this decision, or correct the log by hand."
        )
    today = known.loc[language]
    if verdict != today["proposed_verdict"] and not why:
        raise InputError(
            f"The rules propose {today['proposed_verdict']} for {language}. Say with --reason why it is "
            "another: `vna decide --help` lists the reasons."
        )
    need = known["people_not_proficient"].dropna().get(language)
    path = logs.record(
        place,
        "language_decisions",
        {
            "language": language,
            "verdict": verdict,
            "decided_by": by,
            "decided_on": f"{on:%Y-%m-%d}",
            "reason": why,
            "proposed": today["proposed_verdict"],
            "need": "" if need is None else f"{need:.0f}",
        },
    )
    say(f"{path} holds the decision: {language}, {verdict}, {by}, {on:%Y-%m-%d}.")


@app.command()
@said_plainly
def backtest(
    what: Annotated[str, typer.Argument(help="What to test: languages.")],
    inputs: InputsOption = None,
    format: Annotated[Literal["table", "csv"], typer.Option("--format", help="How to write it.")] = "table",
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Store the result for the methods chapter, with the inputs' hashes."),
    ] = False,
):
    """Test the estimates of languages on places held out: minutes for England. Builds read what is kept."""
    from analysis.measures.languages.small_areas import backtest as held_out
    from analysis.sources import backtests, inventory
    from analysis.tables.languages import estimates

    if what != "languages":
        raise typer.BadParameter(f'there is no test of "{what}". Known: languages.', param_hint="WHAT")
    reading(inputs)
    area = estimates.backtest_area(inputs)
    result = held_out.backtest(**estimates.backtest_evidence(area.slug))
    if keep:
        used = [(item.card_id, item.file.name, item.sha256) for item in inventory.current().used]
        backtests.keep(result, area.invented, datetime.date.today(), used)
    if format == "csv":
        return write_table(result, format, None)
    forms = {"error": "{:.3f}", "naive": "{:.3f}", "coverage_90": "{:.1%}", "cases": "{:,}"}
    shown = result.assign(**{name: result[name].map(form.format) for name, form in forms.items()})
    print_table(list(result.columns), shown.values.tolist())


@app.command()
@said_plainly
def gallery(out: OutOption = None):
    """Make what the README shows again: pictures of the invented county, and executed chapters of it."""
    from analysis.publish.report import examples
    from analysis.publish.report import gallery as galleries

    reading(None)
    say(f"{galleries.make(out)} is ready.")
    folder = Path(out) / "examples" if out is not None else settings.project() / "docs" / "examples"
    for path in examples.make(folder):
        say(f"{path} is ready.")


def estimated(area, evidence):
    """Return the languages of small areas as evidence, or with why they cannot be estimated."""
    from analysis.measures.languages.small_areas import estimate
    from analysis.tables.languages import estimates

    try:
        return {"small_areas": estimate.estimate_languages(**estimates.small_area_evidence(area))}
    except MissingSourceError as gap:
        return {"absent": evidence["absent"] | {"languages of small areas": str(gap)}}


def main():
    """Run the command. Where it crashes it leaves no image of its memory, in which counts of people lie."""
    try:
        import resource
    except ImportError:  # Windows writes none unless it is told to
        pass
    else:
        # Processes that it begins, such as those of the chapters, inherit it.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    app()
