"""Attack reports from their files alone, and look whether what was published is still there."""

from pathlib import Path

from analysis import settings
from analysis.disclosure import document as documents
from analysis.disclosure import ledger, published
from analysis.disclosure.attack import attack_reports
from analysis.errors import InputError


def attacked_reports(reports=None):
    """Return the lines that tell what an attack on a folder of reports found, and whether it found nothing.

    `reports` holds one area or several, and is the project's folder by default. Each area's drafts are
    attacked together with its closed editions. An edition of which a file was changed after it was built is
    as bad as one that leaks; a closed one whose folder is gone is told, and no more.

    Raises InputError when there is no such folder or no edition in it, and for a ledger that cannot be
    trusted.
    """
    reports = Path(reports).resolve() if reports is not None else settings.reports()
    areas = published.areas_in(reports)
    if not areas:
        raise InputError(
            f"{reports}: holds no edition with its {documents.FILE}. Build one first: `vna build`."
        )
    found = attack_reports(reports)
    gone, changed = [], []
    for folder in areas:
        closed = ledger.read(folder.parent, folder.name)
        held = ledger.changed(folder.parent, closed)
        gone, changed = gone + held[0], changed + held[1] + ledger.drafts_changed(folder.parent, closed)
    return [*found.lines(), *gone, *changed], found.safe and not changed
