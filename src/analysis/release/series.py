"""The series of counts about people of which tabulations may be made: the office's own, and open ones.

The Home Office publishes the open ones, small numbers and all. What it prints by one field is shown as
published where data/policy.toml lists it: policies.py. Everything else of them is controlled as the
office's own counts are: this assessment singles out one force, by nationality a few people.
"""

from dataclasses import dataclass, field

from analysis import sensitivity
from analysis.disclosure.equal import Alike
from analysis.disclosure.tabulation import Source
from analysis.extracts import fields
from analysis.sensitivity import CHARACTERISTIC, NATIONALITY, NONE

VICTIMS = "victims"
SLAVERY, REFUGEES, PATHWAY = "modern_slavery", "refugees", "pathway"  # policies


@dataclass(frozen=True)
class Series:
    """One series: the id of its card, what it counts, and the fields by which a table may be made.

    `called` says what it is read from. `table` is the module of analysis.tables.people whose `counts(area)`
    gives a row per `quarter`, fields and `unit`, and `quarters(area)` those that are known, both of the part
    `of` it where that is named; `open_fields` says how sensitive each field is. A series without a table
    (`own`) comes from files that the office is given, which data/reference/local_counts.toml lists. A `stock`
    counts who is there at the end of a quarter, or who answered in it, so that quarters are never added up:
    the same people can be in each. `cites` is the card that is cited, where two
    series are read from the files of one. `held_to` is the policy that its tables go under, or a
    stricter one; of the others the table itself says it.
    """

    card: str
    unit: str
    called: str
    table: str = ""
    open_fields: dict = field(default_factory=dict)
    stock: bool = False
    of: str = ""
    cites: str = ""
    held_to: str = ""

    def __post_init__(self):
        for name, found in self.open_fields.items():
            sensitivity.checked({"sensitivity": found}, f"series {self.card}, field {name}")

    @property
    def cited(self):
        """Return the id of the card that its figures are cited by."""
        return self.cites or self.card

    @property
    def fields(self):
        """Return the fields by which a table may be made."""
        return tuple(self.sensitivities)

    @property
    def sensitivities(self):
        """Return {field: how sensitive it is} of those fields."""
        if not self.own:
            return self.open_fields
        return fields.sensitivities(self.card)

    @property
    def alike(self):
        """Return what is declared of its fields: under which of them people are counted alike."""
        if not self.own:
            return Alike()
        return Alike(**fields.alike(self.card))

    @property
    def of_everybody(self):
        """Return how sensitive it is what all whom it counts have in common."""
        if not self.own:
            return NONE
        return fields.kinds()[self.card].sensitivity

    @property
    def own(self):
        """Tell whether it comes from files that the office is given."""
        return not self.table

    def as_source(self, published):
        """Return it as disclosure control has to know it; `published` lists what is shown as published."""
        return Source(
            self.card, self.unit, self.alike, published.get(self.card), self.held_to, fields.NOT_SUPPLIED
        )


ALL = {
    one.card: one
    for one in (
        Series(VICTIMS, "victims", "a victim extract"),
        Series("support", "clients", "a return of support"),
        Series("needs", "client_needs", "a return of needs"),
        Series("safe_accommodation", "referred_households", "a return of safe accommodation"),
        Series("survey", "answers", "a table of survey answers", stock=True),
        Series("pathway_ledger", "moves", "a pathway ledger", held_to=PATHWAY),
        Series(
            "pathway_waiting",
            "people_waiting",
            "a count of people in each state",
            stock=True,
            held_to=PATHWAY,
        ),
        Series(
            "information_sharing",
            "sharing_decisions",
            "a count of sharing decisions",
            held_to="immigration_status",
        ),
        Series(
            "nrm_referrals",
            "referrals",
            "the table of NRM referrals",
            "referrals",
            {"nationality": NATIONALITY}
            | dict.fromkeys(("age_group", "adult_or_child", "gender"), CHARACTERISTIC)
            | dict.fromkeys(
                ("exploitation", "sexual", "labour", "domestic", "organ_harvesting", "criminal"), NONE
            ),
            held_to=SLAVERY,
        ),
        Series(
            "nrm_referrals_of_others",
            "referrals",
            "the table of NRM referrals",
            "referrals",
            {"force": NONE},
            of="other forces",
            cites="nrm_referrals",
            held_to=SLAVERY,
        ),
        Series(
            "nrm_referrals_by_quarter",
            "referrals",
            "the course of NRM referrals",
            "referrals",
            {"age_group": CHARACTERISTIC},
            of="the country",
            held_to=SLAVERY,
        ),
        Series(
            "nrm_workbook",
            "referrals",
            "the workbook of NRM statistics",
            "referrals",
            {"first_responder_type": NONE},
            of="kinds of first responder",
            held_to=SLAVERY,
        ),
        Series(
            "duty_to_notify",
            "reports",
            "the table of Duty to Notify reports",
            "duty_to_notify",
            {"nationality": NATIONALITY},
            held_to=SLAVERY,
        ),
        Series(
            "duty_to_notify_by_quarter",
            "reports",
            "the course of Duty to Notify reports",
            "duty_to_notify",
            {"age_group": CHARACTERISTIC},
            of="age groups",
            held_to=SLAVERY,
        ),
        Series(
            "asylum_support",
            "people_supported",
            "the table of asylum support",
            "by_district",
            {"district": "district", "support_type": NONE, "accommodation_type": NONE},
            stock=True,
            of="asylum_support",
            held_to=REFUGEES,
        ),
        Series(
            "resettlement",
            "people_resettled",
            "the table of resettlement",
            "by_district",
            {"district": "district", "scheme": NONE},
            of="resettlement",
            held_to=REFUGEES,
        ),
        Series(
            "homes_for_ukraine",
            "people_arrived",
            "a week's table of Homes for Ukraine",
            "by_district",
            {"district": "district"},
            stock=True,
            of="homes_for_ukraine",
            held_to=REFUGEES,
        ),
    )
}
# Those that a publisher prints: of no other can a figure be shown as published.
PRINTED = tuple(one.card for one in ALL.values() if not one.own)
