"""The logs of Sampleshire's office about providers: how many people they can take on, what was said."""

from sampleshire import layouts, returns

INVENTED = "# Sampleshire is invented: its providers, its people and every word here."
# Places in the first quarter, and how many more each quarter has: Lantern's are fewer than are referred to it
_PLACES = {returns.HARBOUR: (980, 6), returns.LANTERN: (840, 4)}
QUOTATIONS = (
    ("When somebody rang back I could sleep again", "a victim", "yes", "Head of victim services"),
    ("I waited so long that I had stopped hoping for the call", "a victim", "yes", "Head of victim services"),
    ("Nobody told me what had become of the case", "a victim", "yes", "Head of engagement"),
    (
        "We find an interpreter for most, and by then some have stopped answering",
        "a professional",
        "yes",
        "Head of victim services",
    ),
)  # fmt: skip
CHECKED_ON = "22/06/2026"


def write(folder):
    """Write the logs of capacity and of quotations into `folder`."""
    rows = [
        [provider, quarter, first + more * number, "Service manager", _said_on(quarter)]
        for provider, (first, more) in _PLACES.items()
        for number, quarter in enumerate(returns.QUARTERS)
    ]
    _log(folder / "provider_capacity.csv", "provider,quarter,places,said_by,said_on", rows)
    _log(
        folder / "quotations.csv",
        "quotation,said_by,consented,checked_by,checked_on",
        [[*quotation, CHECKED_ON] for quotation in QUOTATIONS],
    )


def _said_on(quarter):
    """Return a day in the first month of a quarter, when its rota is known."""
    return f"10/{3 * int(quarter[-1]) - 2:02d}/{quarter[:4]}"


def _log(path, header, rows):
    layouts.text(path, f"{INVENTED}\n{layouts.comma_separated(header.split(','), rows)}")
