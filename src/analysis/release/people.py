"""The tables that count people: release reads them, and `vna check` looks at them."""

from analysis.tables.office import contacts
from analysis.tables.people.asylum_support import asylum_support
from analysis.tables.people.duty_to_notify import by_quarter as duty_to_notify_by_quarter
from analysis.tables.people.duty_to_notify import duty_to_notify
from analysis.tables.people.homes_for_ukraine import homes_for_ukraine
from analysis.tables.people.national import nrm_revisions
from analysis.tables.people.own import (
    capture_lists,
    information_sharing,
    needs,
    pathway_durations,
    pathway_ledger,
    pathway_moves,
    pathway_waiting,
    safe_accommodation,
    support,
    survey,
    victims,
)
from analysis.tables.people.referrals import by_quarter as referrals_by_quarter
from analysis.tables.people.referrals import by_responder_type as referrals_by_responder_type
from analysis.tables.people.referrals import referrals
from analysis.tables.people.resettlement import resettlement

__all__ = [
    "asylum_support",
    "capture_lists",
    "contacts",
    "duty_to_notify",
    "duty_to_notify_by_quarter",
    "homes_for_ukraine",
    "information_sharing",
    "needs",
    "nrm_revisions",
    "pathway_durations",
    "pathway_ledger",
    "pathway_moves",
    "pathway_waiting",
    "referrals",
    "referrals_by_quarter",
    "referrals_by_responder_type",
    "resettlement",
    "safe_accommodation",
    "support",
    "survey",
    "victims",
]
