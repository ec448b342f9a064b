"""A good row of each of the office's logs, how rows are written, and what a refusal says."""

from analysis import tables
from analysis.extracts import logs
from analysis.release import people
from tests.sources.refusals import refusal

SECRET = "Notaperson"
WARD = "Ambletwold"
GOOD = {
    "piece_tests": {
        "piece": "You can ask", "language": "Polish", "area": "Larkmere", "channel": "leaflet",
        "format": "text",
        "stage": "published", "translator": "Wordwell translators", "second_reader": "Saturday school",
        "critical_friend": "Advisory group", "tested_on": "10/01/2026", "finding": "no fault found",
        "change_made": "none needed", "approved": "yes", "review_by": "10/01/2027",
    },
    "campaigns": {
        "campaign": "You can ask", "language": "Polish", "channel": "radio; leaflet", "route": "Lantern line",
        "area": "Larkmere", "comparison_area": "Quarrowby", "started_on": "07/07/2025", "ended_on": "",
        "hoped_for_pct": "25",
    },
    "contacts": {"month": "2026-02", "route": "Lantern line", "area": "Larkmere", "contacts": "7"},
    "outreach": {
        "month": "02/2026", "neighbourhood_team": "Wick", "language": "Polish", "setting": "workplace",
        "events": "2",
        "interpreter": "yes",
    },
    "channels": {
        "channel": "radio", "language": "", "covers": "everywhere", "cost": "1600.50", "reach_pct": "24",
        "material": "recording", "material_cost": "550", "said_by": "Communications team",
        "said_on": "20/05/2026",
    },
    "provider_capacity": {
        "provider": "Harbour Support", "quarter": "2026-Q1", "places": "980", "said_by": "Service manager",
        "said_on": "10/01/2026",
    },
    "expected_returns": {
        "provider": "Harbour Support", "return": "support", "from_quarter": "2024-Q3", "until_quarter": "",
        "said_by": "Commissioning officer", "said_on": "12/06/2026",
    },
    "assurance": {
        "commitment": "1", "kind": "briefing", "audience": "Response teams", "reached": "212", "of": "260",
        "day": "11/02/2026", "next_day": "11/02/2027", "said_by": "Training unit",
        "verified_by": "Audit unit",
    },
    "reporting_routes": {
        "route": "Quayside drop-in", "kind": "help without a report", "offers": "Advice about wages",
        "languages": "Romanian", "hours": "by appointment", "shares_with_enforcement": "never",
        "sharing_said_by": "Session leader", "sharing_said_on": "09/06/2026", "checked_on": "09/06/2026",
        "checked_by": "Outreach worker",
    },
    "contracts": {
        "lot": "General support", "provider": "Harbour Support", "paid_by": "commissioner",
        "starts_on": "01/04/2024", "ends_on": "31/03/2027", "pounds_a_year": "412000",
        "decide_by": "30/09/2026", "said_by": "Commissioning officer", "said_on": "12/06/2026",
    },
    "commitment_progress": {
        "commitment": "2", "says": "", "recommendation": "", "owner": "Head of policy",
        "progress": "under way", "due_on": "31/05/2026", "said_by": "Head of policy", "said_on": "12/06/2026",
    },
    "decision_makers": {
        "decides_on": "requests for data", "decided_by": "Head of policy", "meeting": "", "next_on": "",
        "said_by": "Chief executive", "said_on": "12/06/2026",
    },
    "quotations": {
        "quotation": "When somebody rang back I could sleep again", "said_by": "a victim", "consented": "yes",
        "checked_by": "Head of victim services", "checked_on": "22/02/2026",
    },
    "services": {
        "organisation": "Lantern Service", "service": "Advocates", "what_for": "Finance and benefits",
        "for_whom": "any victim", "districts": "Larkmere; Quarrowby", "languages": "Polish; Punjabi",
        "interpreters": "yes", "accepts_no_recourse": "unknown", "channel": "in person; telephone",
        "way_in": "by themselves", "hours": "office hours", "refuge": "no", "ward": WARD, "places": "12",
        "independent_of_police": "yes", "anonymous_reporting": "no", "shares_with_enforcement": "never",
        "sharing_said_by": "Manager", "sharing_said_on": "20/05/2026", "funded_by": "commissioner",
        "lot": "General support", "funded_until": "31/03/2027", "verified_on": "20/05/2026",
        "verified_by": "Commissioning officer",
    },
    "referral_network": {
        "from_organisation": "Harbour Support", "to_organisation": "Lantern Service",
        "people_a_year": "10 to 24", "agreement": "custom", "shared": "with the person's consent",
        "said_by": "Commissioning officer", "said_on": "20/05/2026",
    },
    "options": {
        "option": "Fund for places", "gap": "Shelter", "lot": "Safe accommodation", "people_lower": "10",
        "people_upper": "24", "cost": "96000", "cost_lower": "84000", "cost_upper": "115000",
        "cost_unit": "pounds a year", "effect_pct": "62", "effect_lower_pct": "48", "effect_upper_pct": "100",
        "effect_source": "Evaluation of the pilot 2025", "decided_by": "Commissioner",
        "said_by": "Commissioning officer", "said_on": "20/05/2026",
    },
}  # fmt: skip
DIRECTORY = ("services", "referral_network", "options")  # what needs the places of the area
FREE_TEXT = (logs.LABEL, logs.QUOTATION, logs.DOCUMENT)


def write(folder, name, *changes):
    """Write a log of rows, each the good one with changes."""
    rows = [GOOD[name] | change for change in changes or [{}]]
    lines = [",".join(GOOD[name]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def loader(name):
    """Return the function that loads a log: that of contacts is among those of people."""
    return getattr(people if name in people.__all__ else tables.office, name)


def said(office, name, *changes):
    """Return the message with which rows are refused; it never holds a value of the office's own."""
    message = refusal(office, name, *changes)
    for heading, text in (cell for change in [GOOD[name], *changes] for cell in change.items()):
        own = text and logs.columns(name)[heading].kind in FREE_TEXT
        assert not own or text.casefold() not in message.casefold(), heading
    assert SECRET not in message and message.startswith(f"{name}.csv, ")
    return message
