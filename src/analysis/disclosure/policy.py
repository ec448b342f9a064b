"""The office's rules of disclosure control, read from data/policy.toml and checked."""

import datetime
from dataclasses import asdict, dataclass, fields, replace

from analysis import settings, toml_file
from analysis.errors import InputError, nearest

# From coarse to fine: a policy's floor is the finest level at which its figures may be published.
LEVELS = ("force", "district", "msoa")
# From weak to strong: what somebody outside is thought to know.
CRITERIA = ("exact", "interval", "informed")
POOLING = (0, 3)
# Tables of the same file that say which languages to translate into: read by tables/language_policy.py.
OF_LANGUAGES = ("languages", "language_presets")
# What its publisher prints: not a policy of this project, and the table of the same file that lists it.
AS_PUBLISHED = "as_published"
UNDECIDED = "project default, to be confirmed by the office"


@dataclass(frozen=True)
class Policy:
    """The rules for one kind of figure.

    Counts from 1 to `hide_below` - 1 are hidden, zeros too unless `show_zeros`. A hidden count could be
    `protection_width` higher and lower. `floor` is the finest area level, `pooled_years` how many years
    are added up (0: no need to), `rounding` the number that shown counts are multiples of (1: none), and
    `criterion` what somebody outside is thought to know: "exact", "interval" or "informed".
    """

    name: str
    preset: str
    hide_below: int
    show_zeros: bool
    protection_width: int
    floor: str
    pooled_years: int
    rounding: int
    criterion: str
    decided_by: str = UNDECIDED
    decided_on: str = ""

    def as_dict(self):
        """Return the policy as an edition prints it."""
        return asdict(self)


RULES = tuple(
    field.name for field in fields(Policy) if field.name not in ("name", "preset", "decided_by", "decided_on")
)


def read(path=None):
    """Return the policies of a policy file by name, the project's own file by default.

    One beside them is that of what is shown as its publisher prints it. Raises InputError naming policy,
    field, what was found and what is wanted.
    """
    path = settings.data("policy.toml") if path is None else path
    content = toml_file.read(path, "It holds the rules that figures about victims keep to: restore it.")
    for table in (*OF_LANGUAGES, AS_PUBLISHED):
        content.pop(table, None)
    presets = content.pop("presets", {})
    if not isinstance(presets, dict):
        raise InputError(f"{path.name}: presets are tables such as [presets.vna_default].")
    by = content.pop("decided_by", UNDECIDED) or UNDECIDED
    on = _day(content.pop("decided_on", ""), path)
    if not isinstance(by, str):
        raise InputError(f'{path.name}: "decided_by" is a name or a body, in quotation marks.')
    for name, entry in presets.items():
        _complete(f'preset "{name}"', entry, path)
    if not content:
        raise InputError(f"{path.name}: holds no policy. Add a table such as [victims].")
    held = {name: _policy(name, entry, presets, by, on, path) for name, entry in content.items()}
    return held | {AS_PUBLISHED: as_published(by, on)}


def as_published(decided_by=UNDECIDED, decided_on=""):
    """Return the policy of what is shown as its publisher prints it: nothing is hidden, nothing rounded.

    >>> as_published().hide_below
    1
    """
    return Policy(AS_PUBLISHED, "", 1, True, 1, LEVELS[-1], 0, 1, CRITERIA[-1], decided_by, decided_on)


def looser(new, old):
    """Return a sentence for each rule of `new` that lets more out than `old` does, none if there is none.

    >>> from dataclasses import replace
    >>> old = Policy("victims", "vna_default", 5, True, 1, "district", 0, 1, "informed")
    >>> looser(replace(old, hide_below=3), old)
    ['hide_below is 3, and was 5.']
    """
    steps = {
        "hide_below": new.hide_below < old.hide_below,
        "show_zeros": new.show_zeros and not old.show_zeros,
        "protection_width": new.protection_width < old.protection_width,
        "floor": LEVELS.index(new.floor) > LEVELS.index(old.floor),
        "pooled_years": new.pooled_years < old.pooled_years,
        "rounding": new.rounding < old.rounding,
        "criterion": CRITERIA.index(new.criterion) < CRITERIA.index(old.criterion),
    }
    return [
        f"{rule} is {_said(getattr(new, rule))}, and was {_said(getattr(old, rule))}."
        for rule, is_looser in steps.items()
        if is_looser
    ]


def strictest(policies):
    """Return the policy that is at least as strict in every rule as each of `policies`."""
    first, *others = policies
    if not others:
        return first
    return replace(
        first,
        hide_below=max(one.hide_below for one in policies),
        show_zeros=all(one.show_zeros for one in policies),
        protection_width=max(one.protection_width for one in policies),
        floor=min((one.floor for one in policies), key=LEVELS.index),
        pooled_years=max(one.pooled_years for one in policies),
        rounding=max(one.rounding for one in policies),
        criterion=max((one.criterion for one in policies), key=CRITERIA.index),
    )


def from_dict(entry, where):
    """Return the policy that an edition printed. `where` names the edition's file for an error."""
    if not isinstance(entry, dict):
        raise InputError(f"{where}: a policy is {_said(entry)}, and should be a table of rules.")
    known = {field.name for field in fields(Policy)}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise InputError(
            f'{where}, policy "{entry.get("name", "")}": unknown rule "{unknown[0]}". '
            f"{nearest(unknown[0], known)}".rstrip()
        )
    if entry.get("name") == AS_PUBLISHED:
        return as_published(entry.get("decided_by", UNDECIDED), entry.get("decided_on", ""))
    rules = {rule: entry[rule] for rule in RULES if rule in entry}
    _complete(f'policy "{entry.get("name", "")}"', rules, where)
    return Policy(**{"name": "", "preset": "", **entry})


def _day(value, path):
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.date.fromisoformat(value).isoformat() if value != "" else ""
    except (TypeError, ValueError):
        raise InputError(
            f'{path.name}: "decided_on" is {_said(value)}, and should be a day such as "2026-03-31", or "".'
        ) from None


def _policy(name, entry, presets, by, on, path):
    if not isinstance(entry, dict):
        raise InputError(
            f'{path.name}: "{name}" is neither a rule of the whole file nor a table of rules. '
            f"{nearest(name, ('decided_by', 'decided_on', 'presets'))}".rstrip()
        )
    entry = dict(entry)
    preset = entry.pop("preset", None)
    if preset is not None and preset not in presets:
        raise InputError(
            f'{path.name}, policy "{name}": no preset "{preset}". {nearest(preset, presets)}'.rstrip()
        )
    rules = {**presets.get(preset, {}), **entry}
    _complete(f'policy "{name}"', rules, path)
    return Policy(name=name, preset=preset or "", decided_by=by, decided_on=on, **rules)


def _complete(what, rules, path):
    """Check that `rules` gives every rule, each with a value it can have."""
    file = getattr(path, "name", path)
    if not isinstance(rules, dict):
        raise InputError(f"{file}, {what}: is {_said(rules)}, and should be a table of rules.")
    for rule in rules:
        if rule not in RULES:
            raise InputError(f'{file}, {what}: unknown rule "{rule}". {nearest(rule, RULES)}'.rstrip())
    for rule in RULES:
        if rule not in rules:
            raise InputError(f'{file}, {what}: the rule "{rule}" is missing. Name a preset, or write it.')

    def check(rule, right, wanted):
        if not right:
            raise InputError(f'{file}, {what}, rule "{rule}": found {_said(rules[rule])}, expected {wanted}.')

    def whole(rule):
        return isinstance(rules[rule], int) and not isinstance(rules[rule], bool)

    # Below 2 nothing at all would be hidden, which nobody means who writes a threshold.
    check(
        "hide_below",
        whole("hide_below") and rules["hide_below"] >= 2,
        "a whole number, 2 or more, without quotation marks; 5 hides 1 to 4",
    )
    check("show_zeros", isinstance(rules["show_zeros"], bool), "true or false")
    check(
        "protection_width",
        whole("protection_width") and rules["protection_width"] >= 1,
        "a whole number, 1 or more",
    )
    check("floor", rules["floor"] in LEVELS, f"one of {', '.join(LEVELS)}")
    check("pooled_years", whole("pooled_years") and rules["pooled_years"] in POOLING, "0 or 3")
    check("rounding", whole("rounding") and rules["rounding"] >= 1, "a whole number, 1 for none")
    # A count that is shown must not round to 0: a shown 0 is a true zero.
    check(
        "rounding",
        rules["rounding"] // 2 < rules["hide_below"],
        f"less than twice hide_below, which is {rules['hide_below']}",
    )
    check("criterion", rules["criterion"] in CRITERIA, f"one of {', '.join(CRITERIA)}")


def _said(value):
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)
