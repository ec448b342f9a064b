# ruff: noqa: E501 -- an item is one line, as in the file
"""The invented risk items and language decisions of Sampleshire's office, as it keeps them by hand."""

from sampleshire import layouts

INVENTED = "# Sampleshire is invented: its organisations, what they said and what was decided."
# kind, language, nationality, date, source, said by, strength, official count. Among them a
# strong case of two sources, one of an official count, one that stands alone, one that has grown old and one held to be weak.
ITEMS = [
    ("advisory group", "Pashto", "", "10/03/2026", "Minutes of the spring meeting", "advisory group", "strong", "no"),
    ("provider caseload", "Pashto", "", "30/04/2026", "Provider return, winter quarter", "support organisation", "strong", "no"),
    ("interpreter demand", "Romanian", "", "30/06/2026", "Interpreter bookings of one year", "force contact centre", "strong", "yes"),
    ("outreach", "Tigrinya", "", "18/02/2026", "Outreach debrief", "neighbourhood team", "strong", "no"),
    ("official document", "Albanian", "", "12/05/2023", "Police and crime plan", "office of the commissioner", "strong", "no"),
    ("advisory group", "Sorani", "", "22/01/2026", "Minutes of the winter meeting", "community organisation", "weak", "no"),
    ("arrivals since the census", "", "Ukrainian", "31/03/2026", "Host returns of the county", "resettlement team", "strong", "yes"),
    ("arrivals since the census", "", "Afghan", "31/12/2025", "Resettlement returns of the county", "resettlement team", "strong", "yes"),
]  # fmt: skip
# language, verdict, decided by, decided on, reason
DECISIONS = [
    ("Polish", "TRANSLATE_COUNTY", "Head of communications", "01/07/2026", ""),
    (
        "Tigrinya",
        "AUDIO_VIDEO",
        "Head of communications",
        "02/07/2026",
        "the outreach team asked for it; a translator or reader is at hand",
    ),
]


def write(folder):
    """Write the two logs into `folder`."""
    _log(
        folder / "risk_items.csv",
        "kind,language,nationality,date,source,said_by,strength,official_count",
        ITEMS,
    )
    _log(folder / "language_decisions.csv", "language,verdict,decided_by,decided_on,reason", DECISIONS)


def _log(path, header, rows):
    layouts.text(path, f"{INVENTED}\n{layouts.comma_separated(header.split(','), rows)}")
