"""The invented ledger, capture lists and responsibilities as an office has them, and what reads them."""

import json

import pandas as pd

from sampleshire import captures, layouts, pathway

SUPPLIER = "Sampleshire anti-slavery partnership"
INVENTED = "# Sampleshire is invented: its organisations, its people and every figure here."
HEADINGS = {
    "pathway_ledger": {
        "quarter": "Quarter", "from_state": "State left", "to_state": "State entered",
        "reason": "Why declined", "duration_band": "Time in the state left", "age_group": "Adult or child",
        "count": "Moves",
    },
    "pathway_waiting": {
        "quarter": "Quarter", "state": "State on the last day", "duration_band": "Time in it",
        "age_group": "Adult or child", "count": "People",
    },
}  # fmt: skip
# The partnership's own words where they are not the ledger's.
WORDS = {
    "reason": {"Not applicable": pathway.NO_REASON},
    "duration_band": {"First move": pathway.NOT_BEFORE},
    "age_group": {"Adult": pathway.ADULT, "Child": pathway.CHILD},
}
NOT_KNOWN, NEVER_ASKED = "not recorded", "was not asked"
# state, responsible, service, commissioned by, said by, verified on
RESPONSIBLE = [
    ("Identified", "Sampleshire Police", "", "", "police modern slavery lead", "12/05/2026"),
    ("In immediate safe accommodation", "Harbour Support", "Safe house, 14 nights",
     "Office of the commissioner", "Harbour Support", "02/06/2026"),
    ("Consent talked through", "Sampleshire Police", "Advocate for potential victims",
     "Office of the commissioner", "police modern slavery lead", "12/05/2026"),
    ("Declined and notified", "nobody", "", "", "anti-slavery partnership", "20/06/2026"),
    ("Declined and safe locally", "Lantern Service", "Local support after a refusal", "County council",
     "Lantern Service", "18/03/2026"),
    ("Negative reasonable grounds", "nobody", "", "", "anti-slavery partnership", "20/06/2026"),
    ("Left support", "County council", "Housing advice", "County council",
     "council housing lead", "11/12/2025"),
]  # fmt: skip


def write(rng, folder, made):
    """Write the ledger and who waits by quarter, both sets of capture lists and the log into `folder`."""
    for kind, rows in (("pathway_ledger", made.moves), ("pathway_waiting", made.waiting)):
        headings = HEADINGS[kind]
        for quarter, part in rows.groupby("quarter"):
            lines = [
                [_spelt(name, value) for name, value in zip(list(headings)[:-1], row[:-1], strict=True)]
                + [row[-1]]
                for row in part.itertuples(index=False, name=None)
            ]
            table = layouts.comma_separated(list(headings.values()), lines)
            layouts.text(folder / f"{kind}_{quarter}.csv", f"{INVENTED}\n{table}")
    for name, lists in (("capture_lists", captures.ENOUGH), ("capture_lists_few", captures.TOO_THIN)):
        rows = captures.capture_lists(rng, lists)
        table = layouts.comma_separated(lists.headings, rows)
        layouts.text(folder / f"{name}.csv", f"{captures.INVENTED}\n{table}")
    header = ["state", "responsible", "service", "commissioned_by", "said_by", "verified_on"]
    table = layouts.comma_separated(header, RESPONSIBLE)
    layouts.text(folder / "pathway_responsibility.csv", f"{INVENTED}\n{table}")


def _spelt(name, value):
    if value in ("Unknown", "Not asked"):
        return NOT_KNOWN if value == "Unknown" else NEVER_ASKED
    return next((word for word, label in WORDS.get(name, {}).items() if label == value), value)


def columns_toml():
    """Return the sections of columns.toml that read the ledger and who waits."""
    lines = []
    for kind, headings in HEADINGS.items():
        section = f"{kind}.partnership"
        lines += [
            f"[{section}]",
            f"files = {json.dumps([kind + '_{quarter}.csv'])}",
            f"supplier = {json.dumps(SUPPLIER)}",
            "",
        ]
        for field, heading in headings.items():
            lines += [f"[{section}.fields.{field}]", f"headings = {json.dumps([heading])}"]
            if field not in ("quarter", "count"):
                lines += [f"unknown = {json.dumps([NOT_KNOWN])}", f"not_asked = {json.dumps([NEVER_ASKED])}"]
            words = {} if (kind, field) == ("pathway_waiting", "duration_band") else WORDS.get(field, {})
            if words:
                lines += ["", f"[{section}.fields.{field}.values]"]
                lines += [f"{json.dumps(word)} = {json.dumps(label)}" for word, label in words.items()]
            lines.append("")
    return "\n".join(lines)


def truth(made):
    """Return what the ledger holds and the chances behind it, and how many people the lists are of."""
    people = [("capture_lists", captures.ENOUGH.people), ("capture_lists_few", captures.TOO_THIN.people)]
    return {
        "pathway_ledger": made.moves.copy(),
        "pathway_waiting": made.waiting.copy(),
        "pathway_chances": pathway.chances(),
        "pathway_reasons": pathway.reasons(),
        "capture_lists": pd.DataFrame(people, columns=["set", "people"]),
    }
