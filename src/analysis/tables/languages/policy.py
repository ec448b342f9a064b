"""The office's thresholds for languages and the presets to argue about, from data/policy.toml."""

from pathlib import Path
from typing import Annotated

import pydantic

from analysis import settings, toml_file
from analysis.errors import InputError

SENSITIVE = "modern_slavery"  # the policy that counts of referrals and reports keep to
Above0 = Annotated[float, pydantic.Field(gt=0)]


class Threshold(toml_file.Entry):
    """A number, and what it appears beside: what it counts, and why it is that number."""

    value: Above0
    unit: toml_file.Text
    reason: toml_file.Text


class Preset(toml_file.Entry, extra="allow"):
    """A rule with where it comes from, and beside it the rule's own numbers."""

    rule: toml_file.Text
    origin: toml_file.Text
    reason: toml_file.Text
    __pydantic_extra__: dict[str, Above0]


class Sum(Threshold):
    """A threshold that may be zero, such as the budget of an office that has none."""

    value: Annotated[float, pydantic.Field(ge=0)]


class Share(Threshold):
    """A threshold in per cent."""

    value: Annotated[float, pydantic.Field(ge=0, le=100)]


class Spending(toml_file.Entry):
    """The table [languages.spending]: what is set aside, and a budget or a number of pieces."""

    at_risk: Share
    budget: Sum | None = None
    pieces: Sum | None = None

    @pydantic.model_validator(mode="after")
    def _one_of_the_two(self):
        if self.budget and self.pieces:
            raise ValueError("has a budget and a number of pieces. Keep one of them.")
        return self


class Languages(toml_file.Entry):
    """The table [languages]."""

    default_preset: str
    why_default: str
    thresholds: dict[str, Threshold]
    spending: Spending


class File(toml_file.Entry, extra="ignore"):
    """What data/policy.toml says of languages; the rest of it is read by disclosure control."""

    languages: Languages
    language_presets: dict[str, Preset]

    @pydantic.model_validator(mode="after")
    def _default_is_there(self):
        toml_file.one_of(self.languages.default_preset, self.language_presets)
        return self


def language_policy(path: Path | None = None) -> dict:
    """Return what the file decides, a dict.

    "default_preset", "why_default", "decided_by", "decided_on", "thresholds" ({name: {"value", "unit",
    "reason"}}), "spending" (the same), "presets" ({name: {"rule", "origin", "reason", and the rule's own
    numbers}}) and "sensitive_least", the smallest count of referrals that may be told.

    Raises InputError naming table and entry for one that is missing, of the wrong kind, or a number
    without its reason.
    """
    path = settings.data("policy.toml") if path is None else path
    content = toml_file.read(path, "It holds what the office decided about languages.")
    toml_file.checked(File, content, path.name)
    return {
        **content["languages"],
        "presets": content["language_presets"],
        "decided_by": content.get("decided_by", ""),
        "decided_on": str(content.get("decided_on", "")),
        "sensitive_least": _sensitive_least(content, path.name),
    }


def _sensitive_least(content, source):
    """Return the smallest count that the policy of referrals shows, its own or its preset's."""
    policy = content.get(SENSITIVE, {})
    preset = content.get("presets", {}).get(policy.get("preset"), {})
    least = policy.get("hide_below", preset.get("hide_below"))
    if not isinstance(least, int) or least < 2:
        raise InputError(f'{source}: the policy [{SENSITIVE}] has no "hide_below".')
    return least
