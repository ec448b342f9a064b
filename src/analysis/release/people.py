"""The tables that count people: release reads them, and `vna check` looks at them."""

from analysis.tables.office.contacts import contacts
from analysis.tables.people.by_district import asylum_support, homes_for_ukraine, resettlement
from analysis.tables.people.duty_to_notify import by_quarter as duty_to_notify_by_quarter
from analysis.tables.people.duty_to_notify import duty_to_notify
from analysis.tables.people.own import (
    capture_lists,
    information_sharing,
    needs,
    pathway_ledger,
    pathway_waiting,
    safe_accommodation,
    support,
    survey,
    victims,
)
from analysis.tables.people.referrals import by_quarter as referrals_by_quarter
from analysis.tables.people.referrals import by_responder_type as referrals_by_responder_type
from analysis.tables.people.referrals import referrals

__all__ = [
    "asylum_support",
    "capture_lists",
    "contacts",
    "duty_to_notify",
    "duty_to_notify_by_quarter",
    "homes_for_ukraine",
    "information_sharing",
    "needs",
    "pathway_ledger",
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
