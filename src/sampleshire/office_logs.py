# ruff: noqa: E501 -- a row is one line, as in the file
"""The logs that Sampleshire's office keeps by hand, and who says what in them.

What is planted: a commitment without a row, one whose next day has passed, and rows that nobody verified; a
contract without a cost, two commitments that are overdue,
three without an owner and one that no document has; a route that the directory does not know; among the risk items a strong case of two sources, one of an official count, one that stands alone, one that has grown
old and one held to be weak.
"""

from sampleshire import layouts, returns

_ALL, _POLICE, _TRAINING = "all officers and staff", "Head of public protection", "Head of training"
ASSURANCE = [
    (1, "force order", _ALL, 1840, 1962, "20/11/2025", "20/11/2026", _POLICE, ""),
    (1, "briefing", "response teams", 212, 260, "11/02/2026", "", _TRAINING, "Internal audit"),
    (2, "review", "routes that posters name", 2, 3, "20/05/2026", "20/05/2027", "Commissioning officer", ""),
    (5, "review", "the police and crime panel", "", "", "28/05/2026", "30/09/2026", "Chief executive", ""),
    (6, "briefing", "neighbourhood teams", 148, 165, "14/04/2026", "14/10/2026", _TRAINING, ""),
    (7, "policy version", _ALL, "", "", "05/01/2026", "01/06/2026", _POLICE, ""),
    (8, "meeting", "the group on no recourse", 9, 12, "06/05/2026", "05/08/2026", "County council", "Harbour Support"),
]  # fmt: skip
_COMMISSIONING, _POLICY = "Commissioning officer", "Head of policy"
REPORTING_ROUTES = [
    ("Lantern line", "anonymous report", "It takes reports without a name", "English; Polish; Urdu; Arabic",
     "day and night", "01632 960147", "only with consent", "Manager of the Lantern Service", "20/05/2026", "20/05/2026",
     _COMMISSIONING),
    ("Quayside drop-in", "help without a report", "Advice about work and wages", "English; Romanian",
     "by appointment", "", "not known", "Session leader", "09/06/2026", "09/06/2026", "Outreach worker"),
]  # fmt: skip
CONTRACTS = [
    ("General support", "Harbour Support", "commissioner", "01/04/2024", "31/03/2027", 412000, "30/09/2026"),
    ("Domestic abuse", "Lantern Service", "commissioner", "01/10/2023", "30/09/2026", 268000, "31/07/2026"),
    ("Sexual violence", "Tarsel Sexual Assault Centre", "commissioner", "01/04/2025", "31/03/2028", 195000, ""),
    ("Modern slavery", "Three Reaches Partnership", "commissioner", "01/01/2025", "31/12/2026", "", "30/09/2026"),
    ("Children", "Kindle Youth Project", "commissioner", "01/04/2024", "31/03/2027", 74000, ""),
    ("Safe accommodation", "Quietwater Trust", "council", "01/04/2025", "31/03/2027", 310000, "31/10/2026"),
]  # fmt: skip
COMMITMENT_PROGRESS = [
    (1, "", "", _POLICE, "done", ""),
    (2, "", "", _COMMISSIONING, "under way", "31/05/2026"),
    (3, "", "", "Head of communications", "under way", "30/09/2026"),
    (5, "", "", "Chief executive", "under way", "31/07/2026"),
    (7, "", "", _POLICE, "not started", "01/06/2026"),
    (8, "", "", "County council", "under way", ""),
    (
        10,
        "The rule on sharing is printed in six languages",
        4,
        "Head of communications",
        "not started",
        "31/12/2026",
    ),
]
DECISION_MAKERS = [
    ("contracts and services", "Commissioner", "Commissioning board", "22/07/2026"),
    ("recommendations and commitments", "Chief constable", "Force assurance board", "16/09/2026"),
    ("material in languages", "Head of communications", "", ""),
    ("requests for data", _POLICY, "", ""),
]
SAID_ON = "12/06/2026"
RISK_ITEMS = [
    ("advisory group", "Pashto", "", "10/03/2026", "Minutes of the spring meeting", "advisory group", "strong", "no"),
    ("provider caseload", "Pashto", "", "30/04/2026", "Provider return, winter quarter", "support organisation", "strong", "no"),
    ("interpreter demand", "Romanian", "", "30/06/2026", "Interpreter bookings of one year", "force contact centre", "strong", "yes"),
    ("outreach", "Tigrinya", "", "18/02/2026", "Outreach debrief", "neighbourhood team", "strong", "no"),
    ("official document", "Albanian", "", "12/05/2023", "Police and crime plan", "office of the commissioner", "strong", "no"),
    ("advisory group", "Sorani", "", "22/01/2026", "Minutes of the winter meeting", "community organisation", "weak", "no"),
    ("arrivals since the census", "", "Ukrainian", "31/03/2026", "Host returns of the county", "resettlement team", "strong", "yes"),
    ("arrivals since the census", "", "Afghan", "31/12/2025", "Resettlement returns of the county", "resettlement team", "strong", "yes"),
]  # fmt: skip
LANGUAGE_DECISIONS = [
    ("Polish", "TRANSLATE_COUNTY", "Head of communications", "15/06/2026", "", "TRANSLATE_COUNTY", 1_270),
    ("Tigrinya", "AUDIO_VIDEO", "Head of communications", "16/06/2026",
     "the outreach team asked for it; a translator or reader is at hand", "MONITOR", ""),
]  # fmt: skip
# Places in the first quarter, and how many more each quarter has: Lantern's are fewer than are referred to it
_PLACES = {returns.HARBOUR: (980, 6), returns.LANTERN: (840, 4)}
# Which providers should send which return: all have, from the first quarter on
EXPECTED_RETURNS = [
    *((provider, "support", returns.QUARTERS[0], "") for provider in (returns.POLICE, returns.HARBOUR, returns.LANTERN)),
    *((provider, "needs", returns.QUARTERS[0], "") for provider in (returns.HARBOUR, returns.LANTERN)),
    (returns.HAVEN, "safe accommodation", returns.QUARTERS[0], ""),
]  # fmt: skip
QUOTATIONS = [
    ("When somebody rang back I could sleep again", "a victim", "yes", "Head of victim services"),
    ("I waited so long that I had stopped hoping for the call", "a victim", "yes", "Head of victim services"),
    ("Nobody told me what had become of the case", "a victim", "yes", "Head of engagement"),
    ("We find an interpreter for most, and by then some have stopped answering", "a professional", "yes", "Head of victim services"),
]  # fmt: skip
CHECKED_ON = "22/06/2026"


def _capacity():
    """Return the rows of the log of places; each is said in the first month of its quarter."""
    return [
        (provider, quarter, first + more * number, "Service manager",
         f"10/{3 * int(quarter[-1]) - 2:02d}/{quarter[:4]}")
        for provider, (first, more) in _PLACES.items()
        for number, quarter in enumerate(returns.QUARTERS)
    ]  # fmt: skip


def write(folder):
    """Write the logs into `folder`."""
    of_providers = "its providers, its people and every word here."
    of_risks = "its organisations, what they said and what was decided."
    of_contracts = "its organisations, every contract, pound and day here."
    of_commitments = "its bodies, what they own, decide and say."
    of_assurance = "its police, its partners and everything they did."
    of_routes = "its routes, and what each says of immigration enforcement."
    for name, invented, rows, last in (
        ("reporting_routes", of_routes, REPORTING_ROUTES, ()),
        ("contracts", of_contracts, CONTRACTS, (_COMMISSIONING, SAID_ON)),
        ("commitment_progress", of_commitments, COMMITMENT_PROGRESS, (_POLICY, SAID_ON)),
        ("decision_makers", of_commitments, DECISION_MAKERS, ("Chief executive", SAID_ON)),
        ("assurance", of_assurance, ASSURANCE, ()),
        ("risk_items", of_risks, RISK_ITEMS, ()),
        ("language_decisions", of_risks, LANGUAGE_DECISIONS, ()),
        ("provider_capacity", of_providers, _capacity(), ()),
        ("expected_returns", of_providers, EXPECTED_RETURNS, (_COMMISSIONING, SAID_ON)),
        ("quotations", of_providers, QUOTATIONS, (CHECKED_ON,)),
    ):
        layouts.log(folder / f"{name}.csv", invented, [(*row, *last) for row in rows])
