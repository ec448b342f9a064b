"""The thresholds of a decision and the rules to argue about, as data/policy.toml gives them."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import InputError, refuse_unknown

THRESHOLDS = (
    "speakers",
    "not_proficient",
    "large_area",
    "not_proficient_share",
    "newcomers",
    "proficient_share",
    "proficient_people",
    "concentrated_share",
    "concentrated_districts",
    "text_speakers",
    "counted",
    "recent_months",
    "largest_nationally",
    "independent_sources",
    "crosswalk_share",
    "least_quarters",
)
# Each rule of domain knowledge, and the numbers that a preset must give it.
RULES = {
    "two_routes": (),
    "safe_harbour": ("people", "share_pct", "notice_below"),
    "critical_language": ("people",),
    "two_factor": ("share_pct", "deprivation_deciles", "named_share_pct"),
    "observatory": ("share_pct", "named_share_pct"),
    "risk_first": (),
    "section_203": ("people", "share_pct"),
}


@dataclass(frozen=True)
class Preset:
    """One rule with its numbers, and where it comes from."""

    name: str
    rule: str
    origin: str
    reason: str
    numbers: dict

    def __getitem__(self, name):
        return self.numbers[name]


@dataclass(frozen=True)
class Rules:
    """Thresholds by name, presets by name, the one that decides, and the smallest count that may be told."""

    thresholds: dict
    presets: dict
    chosen: str
    sensitive_least: int

    def __getitem__(self, name):
        return self.thresholds[name]

    @property
    def preset(self) -> Preset:
        """Return the preset that decides."""
        return self.presets[self.chosen]


def rules(policy: dict, preset: str | None = None) -> Rules:
    """Return the Rules of a policy (`tables.language_policy`), decided by `preset` or by its default.

    Raises InputError with the nearest name for a preset, a threshold or a number that does not exist,
    and for one that is missing.
    """
    thresholds = {name: entry["value"] for name, entry in policy["thresholds"].items()}
    _same("threshold", thresholds, THRESHOLDS, "policy.toml, languages.thresholds")
    presets = {}
    for name, entry in policy["presets"].items():
        where = f"policy.toml, language_presets.{name}"
        refuse_unknown(entry["rule"], RULES, f'{where}: no rule "{entry["rule"]}".')
        numbers = {key: value for key, value in entry.items() if key not in ("rule", "origin", "reason")}
        _same("number", numbers, RULES[entry["rule"]], where)
        presets[name] = Preset(name, entry["rule"], entry["origin"], entry["reason"], numbers)
    chosen = policy["default_preset"] if preset is None else preset
    refuse_unknown(chosen, presets, f'No preset "{chosen}".', f"Known: {', '.join(presets)}.")
    return Rules(thresholds, presets, chosen, policy["sensitive_least"])


def _same(what, found, wanted, where):
    for name in found:
        refuse_unknown(name, wanted, f'{where}: unknown {what} "{name}".')
    for name in wanted:
        if name not in found:
            raise InputError(f'{where}: the {what} "{name}" is missing.')


def safe_harbour(
    people_not_proficient: float,
    residents: int,
    people: int = 1_000,
    share_pct: float = 5,
    notice_below: int = 50,
) -> tuple[bool, ...]:
    """Return whether a group reaches the trigger, needs a written notice alone, and needs vital documents.

    The rule of 67 FR 41455, guidance that the US Department of Justice withdrew in 2025: the lesser of
    `people` and `share_pct` per cent of the residents, counted among people who are not proficient; a group
    that reaches it with fewer than `notice_below` people has a written notice of free interpretation in place
    of documents.

    >>> safe_harbour(46, 900)
    (True, True, False)
    """
    # Multiplied out, so that 45 of 900 is 5 per cent to the last digit.
    large = people_not_proficient > 0 and people_not_proficient * 100 >= share_pct * residents
    reaches = bool(people_not_proficient >= people or large)
    notice = reaches and bool(people_not_proficient < notice_below)
    return reaches, notice, reaches and not notice
