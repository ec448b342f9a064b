"""Empty files for an office or a provider to fill in: the headings, and above them what each column may hold.

With them a columns.toml, whose sections read the returns as they are written.
"""

import csv
import io
import json

from analysis import areas, plain_file, settings
from analysis.errors import InputError, nearest
from analysis.extracts import fields, logs, mapping, office_workbook

MAPPING, TEAMS, OFFICE_BOOK = "columns", "neighbourhood_teams", "office"
_SECTION = "victims.our_police"
_MAPPING_OPENS = """\
# What the headings and values of the files that the office is given mean. One section a supplier; a heading
# that is neither mapped nor ignored stops the load, and so do names, addresses, references and free text.
# A row with a value that is not listed here is left out, and `vna check` says in which cell.
# Take the marks away from the lines that you use.

area = "{area}"                        # the police force area whose files these are

[victims.our_police]
# {quarter} is the quarter at whose end it was taken: victims_2026-Q3.csv
files = ["victims_{quarter}.csv", "victims_{quarter}.xlsx"]
supplier = "Our Police"
ignored = []                           # headings that are known: looked through, and dropped

[victims.our_police.fields.quarter]
headings = ["Date Record Created"]
dates = ["%d/%m/%Y", "%Y-%m-%d"]

[victims.our_police.fields.district]
headings = ["District"]
values = {}                            # such as { "N Larkmere" = "North Larkmere" }
unknown = ["NULL", ""]
"""
OTHERS, OFFICE = ("our_provider", "Our provider"), ("our_office", "Our office")  # sections, suppliers
COUNTED = {
    "clients": "people",
    "client_needs": "needs",
    "referred_households": "households",
    "answers": "answers",
    "moves": "moves",
    "people_waiting": "people",
    "sharing_decisions": "decisions",
}
# What a survey asks is for the office to say: questions and answers to begin with.
_SCALE = ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree")
_ABOUT_A_PERSON = {
    "Age band": ("0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over"),
    "Sex": ("Female", "Male", "Other or not stated"),
    "Ethnic group": ("Asian", "Black", "Mixed", "White", "Other"),
    "Disability": ("yes", "no"),
}
TO_BEGIN_WITH = {
    "question": (
        "Confident to report a crime again",
        "Satisfied with the support given",
        "Kept informed about the case",
        "Knew of a safe way to report",
        "Had help in a language well understood",
        *_ABOUT_A_PERSON,
    ),
    "answer": (*_SCALE, *(answer for answers in _ABOUT_A_PERSON.values() for answer in answers)),
}


def return_names():
    """Return the kinds of files of counts that a provider fills in."""
    return [kind.name for kind in fields.kinds().values() if kind.quarter_by_quarter]


def names():
    """Return the names of the templates that there are."""
    return [OFFICE_BOOK, MAPPING, *return_names(), *logs.names(), TEAMS]


def file_name(name):
    """Return the name of the file that a template is of."""
    # The teams are read among the publishers' files, by the name that their card gives.
    own = {MAPPING: mapping.NAME, OFFICE_BOOK: logs.WORKBOOK, TEAMS: "neighbourhood-teams.csv"}
    return own.get(name, f"{name}.csv")


def named(name):
    """Return the template that `name` means: its own name, that of its file, or "victims" for the mapping.

    Raises InputError for a name that is none, with the nearest that is.
    """
    known = {alias: one for one in names() for alias in (one, file_name(one))} | {"victims": MAPPING}
    if name not in known:
        raise InputError(f'No template "{name}". {nearest(name, names())} Known: {", ".join(names())}.')
    return known[name]


def content(name, wards=None, area=settings.SAMPLESHIRE):
    """Return the text of a template, the bytes of the office's workbook.

    That of the neighbourhood teams lists `wards`, a table of them. The mapping says whose the files are:
    those of `area`, a slug, whose districts the workbook's lists have.
    """
    one = named(name)
    if one == OFFICE_BOOK:
        return office_workbook.template(areas.area(area).district_names)
    if one == MAPPING:
        return _mapping(area)
    if one == TEAMS:
        return wards.to_csv(index=False, lineterminator="\n")
    return _return(one) if one in return_names() else _log(one)


def write(name, folder, wards=None, area=settings.SAMPLESHIRE):
    """Write a template into `folder` and return its path; the rest is as for `content`.

    Counts of people will appear in it: file and folder are readable by their owner alone, a folder that was
    there before keeps its ways.

    Raises InputError for an unknown name, and where the office already has the file.
    """
    made, path = content(name, wards, area), folder / file_name(named(name))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The byte order mark is what a spreadsheet needs to read a name with an accent as it is.
        encoding = "utf-8" if path.suffix == ".toml" else "utf-8-sig"
        plain_file.write_private(path, made if isinstance(made, bytes) else made.encode(encoding))
    except FileExistsError:
        raise InputError(
            f"{path}: is there already, and nothing was changed. Fill that one in, or move it away first."
        ) from None
    return path


def _log(name):
    """Return a log's title and what each column needs, a line each, and then its headings."""
    lines = [f"{logs.described(name).title}. Rows go below the headings; these lines may stay."]
    for one in logs.columns(name).values():
        blank = "; may be blank" if one.blank else ""
        more = f'; several with "{logs.BETWEEN} " between them' if one.several else ""
        lines.append(f"{one.name}: {one.says}. It needs {one.wanted}{more}{blank}.")
    return _explained(lines, logs.columns(name))


def _explained(lines, headings):
    """Return the text of a CSV: lines that explain it, each in one cell, and its headings."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([[f"# {line}"] for line in lines] + [list(headings)])
    return stream.getvalue()


def _mapping(area):
    """Return a columns.toml: an extract, each other field that it may have as a comment, and the returns."""
    lines = [_MAPPING_OPENS.replace("{area}", area)]
    for name, field in fields.of_area(area).items():
        if name == "district":
            continue
        lines.append(f"# [{_SECTION}.fields.{name}]")
        lines.append('# headings = [""]')
        labels = [label for label in field.labels if label not in fields.RECORDED_AS.values()]
        if field.closed:
            lines.append(f"# values = {{}}   # to one of: {'; '.join(labels)}")
        else:
            lines.append("# values = {}   # to labels of your own, short names of groups")
        lines.append("")
    return "\n".join([*lines, *_sections(), ""])


def _return(name):
    """Return the text of an empty return: what each column may hold, a line each, and then its headings."""
    kind = fields.kinds()[name]
    asked = _asked(kind)
    lines = [
        f"{kind.title}. Rows go below the headings; these lines may stay.",
        f"One file a quarter, named {_file(kind, 'csv').replace(mapping.MARK, '2026-Q1')} or the like. Each "
        "combination that is not empty appears in one row with its count: whole numbers, small ones too, and "
        "no totals, shares or names.",
        f"{fields.QUARTER}: The quarter, the same in every row and in the file's name. It needs a quarter "
        "such as 2026-Q1.",
    ]
    for one in asked:
        wanted = "one of" if one.closed else "one of these, or another that columns.toml lists first"
        labels = [*TO_BEGIN_WITH.get(one.name, ()), *one.labels]
        lines.append(f"{one.name}: {one.says}. It needs {wanted}: {'; '.join(labels)}.")
    for label, ways in kind.definitions.items():
        lines.append(f"Say to the office how you count {label}: {'; or '.join(ways)}.")
    lines.append(
        f"{fields.COUNT}: How many {COUNTED[kind.unit]}. It needs a whole number, 1 or more; a quarter "
        "in which there was none has one row with 0."
    )
    return _explained(lines, [fields.QUARTER, *(one.name for one in asked), fields.COUNT])


def _asked(kind):
    """Return the fields that a return has a column for; its section says which provider sent it."""
    return [one for one in fields.of_area("sampleshire", kind.name).values() if one.name != kind.supplied_by]


def _file(kind, suffix):
    whose = f"_{OTHERS[0]}" if kind.supplied_by else ""
    return f"{kind.name}{whose}_{mapping.MARK}.{suffix}"


def _sections():
    """Return the lines of columns.toml, a section a kind, that read a return filled in as it was written."""
    lines = [
        "# What providers send. These sections read what `vna template support` and the like write.",
        "# Give each provider a section, with its name under supplier. Where it has headings or words of its",
        "# own, list them in place of these, or beside them:",
        '#     headings = ["stage", "Stage reached"]',
        '#     values = { "Spoken to" = "Contacted safely" }',
    ]
    for name in return_names():
        kind = fields.kinds()[name]
        own, supplier = OTHERS if kind.supplied_by else OFFICE
        section, files = f"{name}.{own}", [_file(kind, "csv"), _file(kind, "xlsx")]
        lines += ["", f"[{section}]", f"files = {_toml(files)}", f"supplier = {_toml(supplier)}"]
        if kind.definitions:
            lines.append(f"# [{section}.definitions]   # how it counts: one of the two sentences")
            lines += [f"# {_toml(said)} = {_toml(list(ways))}" for said, ways in kind.definitions.items()]
        for one in (fields.QUARTER, *(field.name for field in _asked(kind)), fields.COUNT):
            lines += ["", f"[{section}.fields.{one}]", f"headings = {_toml([one])}"]
            known = TO_BEGIN_WITH.get(one, ())
            if known:
                lines += ["", f"[{section}.fields.{one}.values]"]
                lines += [f"{_toml(label)} = {_toml(label)}" for label in known]
    return lines


def _toml(value):
    return json.dumps(value, ensure_ascii=False)
