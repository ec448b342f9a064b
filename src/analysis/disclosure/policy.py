"""The rules by which a figure is hidden, which of two is stricter, and what is shown as it was published.

What its publisher prints for everybody is shown as published, and known to everybody who attacks us.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

import pydantic

from analysis import toml_file

# From coarse to fine: a policy's floor is the finest level at which its figures may be published.
LEVELS = ("force", "district", "msoa")
# From weak to strong: what somebody outside is thought to know.
CRITERIA = ("exact", "interval", "informed")
# The name of the policy of what its publisher prints.
AS_PUBLISHED = "as_published"
# What is shown as its publisher prints it: nothing is hidden, nothing rounded.
ALL_SHOWN = {
    "hide_below": 1,
    "show_zeros": True,
    "protection_width": 1,
    "floor": LEVELS[-1],
    "pooled_years": 0,
    "rounding": 1,
    "criterion": CRITERIA[-1],
}
# How strict each rule is by its value: the higher the stricter.
STRICTNESS: dict[str, Callable] = {
    "hide_below": int,
    "show_zeros": operator.not_,
    "protection_width": int,
    "floor": LEVELS[::-1].index,
    "pooled_years": int,
    "rounding": int,
    "criterion": CRITERIA.index,
}
Number = Annotated[int, pydantic.Field(ge=1, lt=2**53)]  # small enough to be added up exactly


class Policy(toml_file.Entry):
    """The rules for one kind of figure.

    Counts from 1 to `hide_below` - 1 are hidden, zeros too unless `show_zeros`. A hidden count could be
    `protection_width` higher and lower. `floor` is the finest area level, `pooled_years` how many years
    are added up (0: no need to), `rounding` the number that shown counts are multiples of (1: none), and
    `criterion` what somebody outside is thought to know: "exact", "interval" or "informed".
    """

    name: str = ""
    preset: str = ""
    hide_below: Annotated[int, pydantic.Field(lt=2**53)]
    show_zeros: bool
    protection_width: Number
    floor: Literal[LEVELS]
    pooled_years: Annotated[int, pydantic.AfterValidator(lambda found: toml_file.one_of(found, (0, 3)))]
    rounding: Number
    criterion: Literal[CRITERIA]
    decided_by: str = ""
    decided_on: str = ""

    @pydantic.model_validator(mode="before")
    @classmethod
    def _all_shown(cls, found):
        return found | ALL_SHOWN if isinstance(found, dict) and found.get("name") == AS_PUBLISHED else found

    @pydantic.model_validator(mode="after")
    def _hides_what_it_says(self):
        # Below 2 nothing at all would be hidden, which nobody means who writes a threshold.
        if self.hide_below < (1 if self.name == AS_PUBLISHED else 2):
            raise ValueError(f'"hide_below" is {self.hide_below}, expected 2 or more; 5 hides 1 to 4.')
        # A count that is shown must not round to 0: a shown 0 is a true zero.
        if self.rounding // 2 >= self.hide_below:
            raise ValueError(
                f'"rounding" is {self.rounding}, expected less than twice hide_below, {self.hide_below}.'
            )
        return self


def as_published(decided_by: str = "", decided_on: str = "") -> Policy:
    """Return the policy of what is shown as its publisher prints it: nothing is hidden, nothing rounded.

    >>> as_published().hide_below
    1
    """
    return Policy.model_validate({"name": AS_PUBLISHED, "decided_by": decided_by, "decided_on": decided_on})


def looser(new: Policy, old: Policy) -> list[str]:
    """Return a sentence for each rule of `new` that lets more out than `old` does, none if there is none.

    >>> old = as_published()
    >>> looser(old, old.model_copy(update={"hide_below": 5}))
    ['hide_below is 1, and was 5.']
    """
    rules = [(rule, strict, getattr(new, rule), getattr(old, rule)) for rule, strict in STRICTNESS.items()]
    return [
        f"{rule} is {json.dumps(now)}, and was {json.dumps(was)}."
        for rule, strict, now, was in rules
        if strict(now) < strict(was)
    ]


def strictest(policies: list[Policy]) -> Policy:
    """Return the policy that is at least as strict in every rule as each of `policies`."""
    rules = {
        rule: max((getattr(one, rule) for one in policies), key=strict) for rule, strict in STRICTNESS.items()
    }
    return policies[0].model_copy(update=rules)


def is_printed(fields: Sequence[str] | set[str] | None, columns: set[str] | tuple[str, ...]) -> bool:
    """Tell whether a publisher prints the figures of a series by `columns`: its total, or by a listed field.

    `fields` are those that are listed of the series, None where it is not listed.

    >>> [is_printed(("gender",), by) for by in ((), ("gender",), ("gender", "nationality"))]
    [True, True, False]
    """
    return fields is not None and (not columns or (len(columns) == 1 and set(columns) <= {*fields}))
