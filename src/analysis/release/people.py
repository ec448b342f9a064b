"""The tables that count people: release reads them, and `vna check` looks at them."""

from analysis.tables.asylum_support import load as asylum_support
from analysis.tables.capture_lists import load as capture_lists
from analysis.tables.duty_to_notify import by_quarter as duty_to_notify_by_quarter
from analysis.tables.duty_to_notify import load as duty_to_notify
from analysis.tables.homes_for_ukraine import load as homes_for_ukraine
from analysis.tables.information_sharing import load as information_sharing
from analysis.tables.nrm_revisions import load as nrm_revisions
from analysis.tables.office import contacts
from analysis.tables.own_counts import needs, pathway_waiting, safe_accommodation, support, survey, victims
from analysis.tables.pathway_ledger import durations as pathway_durations
from analysis.tables.pathway_ledger import load as pathway_ledger
from analysis.tables.pathway_ledger import moves as pathway_moves
from analysis.tables.referrals import by_quarter as referrals_by_quarter
from analysis.tables.referrals import by_responder_type as referrals_by_responder_type
from analysis.tables.referrals import load as referrals
from analysis.tables.resettlement import load as resettlement

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
