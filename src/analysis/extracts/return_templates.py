"""Empty returns for a provider to fill in, and the sections of columns.toml that read them as they are."""

import csv
import io
import json

from analysis.extracts import fields, mapping

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


def names():
    """Return the kinds of files of counts that a provider fills in."""
    return [kind.name for kind in fields.kinds().values() if kind.quarter_by_quarter]


def content(name):
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
    lines.append(f"{fields.COUNT}: How many {COUNTED[kind.unit]}. It needs a whole number, 1 or more.")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([f"# {line}"] for line in lines)
    writer.writerow([fields.QUARTER, *(one.name for one in asked), fields.COUNT])
    return stream.getvalue()


def _asked(kind):
    """Return the fields that a return has a column for; its section says which provider sent it."""
    return [one for one in fields.of_area("sampleshire", kind.name).values() if one.name != kind.supplied_by]


def _file(kind, suffix):
    whose = f"_{OTHERS[0]}" if kind.supplied_by else ""
    return f"{kind.name}{whose}_{mapping.MARK}.{suffix}"


def sections():
    """Return the lines of columns.toml, a section a kind, that read a return filled in as it was written."""
    lines = [
        "# What providers send. These sections read what `vna template support` and the like write.",
        "# Give each provider a section, with its name under supplier. Where it has headings or words of its",
        "# own, list them in place of these, or beside them:",
        '#     headings = ["stage", "Stage reached"]',
        '#     values = { "Spoken to" = "Contacted safely" }',
    ]
    for name in names():
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
