"""The assurance log of Sampleshire's office: what stands behind the commitments that no figure shows.

What is planted: one commitment with no row, one whose next day has passed, and rows that nobody verified.
"""

from sampleshire import layouts

INVENTED = "# Sampleshire is invented: its police, its partners and everything they did."
HEADINGS = "commitment,kind,audience,reached,of,day,next_day,said_by,verified_by"
ALL, POLICE, TRAINING = "all officers and staff", "Head of public protection", "Head of training"
ROWS = [
    (1, "force order", ALL, 1840, 1962, "20/11/2025", "20/11/2026", POLICE, ""),
    (1, "briefing", "response teams", 212, 260, "11/02/2026", "", TRAINING, "Internal audit"),
    (2, "review", "routes that posters name", 2, 3, "20/05/2026", "20/05/2027", "Commissioning officer", ""),
    (5, "review", "the police and crime panel", "", "", "28/05/2026", "30/09/2026", "Chief executive", ""),
    (6, "briefing", "neighbourhood teams", 148, 165, "14/04/2026", "14/10/2026", TRAINING, ""),
    (7, "policy version", ALL, "", "", "05/01/2026", "01/06/2026", POLICE, ""),
    (8, "meeting", "the group on no recourse", 9, 12, "06/05/2026", "05/08/2026", "County council",
     "Harbour Support"),
]  # fmt: skip


def write(folder):
    """Write the assurance log into `folder`."""
    table = layouts.comma_separated(HEADINGS.split(","), ROWS)
    layouts.text(folder / "assurance.csv", f"{INVENTED}\n{table}")
