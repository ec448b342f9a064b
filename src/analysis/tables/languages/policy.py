"""The office's thresholds for languages and the presets to argue about, from data/policy.toml."""

from analysis import settings, toml_file
from analysis.errors import InputError, nearest

PARTS = ("default_preset", "why_default", "thresholds")
OF_THRESHOLD = ("value", "unit", "reason")
OF_PRESET = ("rule", "origin", "reason")
SENSITIVE = "modern_slavery"  # the policy that counts of referrals and reports keep to


def language_policy(area=None, path=None):
    """Return what the file decides, a dict.

    "default_preset", "why_default", "decided_by", "decided_on", "thresholds" ({name: {"value", "unit",
    "reason"}}), "presets" ({name: {"rule", "origin", "reason", and the rule's own numbers}}) and
    "sensitive_least", the smallest count of referrals that may be told.

    Raises InputError naming table and entry for one that is missing, of the wrong kind, or a number
    without its reason.
    """
    path = settings.data("policy.toml") if path is None else path
    content = toml_file.read(path, "It holds what the office decided about languages.")
    chosen = _table(content, "languages", path.name)
    presets = _table(content, "language_presets", path.name)
    for part in chosen:
        if part not in PARTS:
            raise InputError(
                f'{path.name}, languages: unknown entry "{part}". {nearest(part, PARTS)}'.rstrip()
            )
    for part in PARTS:
        if part not in chosen:
            raise InputError(f'{path.name}, languages: the entry "{part}" is missing.')
    for name, entry in chosen["thresholds"].items():
        _reasoned(f"{path.name}, languages.thresholds.{name}", entry, OF_THRESHOLD)
        _number(f'{path.name}, languages.thresholds.{name}, "value"', entry["value"])
        unknown = set(entry) - set(OF_THRESHOLD)
        if unknown:
            raise InputError(f'{path.name}, languages.thresholds.{name}: unknown entry "{min(unknown)}".')
    for name, entry in presets.items():
        _reasoned(f"{path.name}, language_presets.{name}", entry, OF_PRESET)
        for key in set(entry) - set(OF_PRESET):
            _number(f'{path.name}, language_presets.{name}, "{key}"', entry[key])
    if chosen["default_preset"] not in presets:
        raise InputError(
            f'{path.name}, languages: the default preset "{chosen["default_preset"]}" does not exist. '
            f"{nearest(chosen['default_preset'], presets)}".rstrip()
        )
    return {
        "default_preset": chosen["default_preset"],
        "why_default": chosen["why_default"],
        "decided_by": content.get("decided_by", ""),
        "decided_on": str(content.get("decided_on", "")),
        "thresholds": chosen["thresholds"],
        "presets": presets,
        "sensitive_least": _sensitive_least(content, path.name),
    }


def _table(content, name, source):
    found = content.get(name)
    if not isinstance(found, dict) or not found:
        raise InputError(f"{source}: the table [{name}] is missing. Restore it from the repository.")
    return found


def _reasoned(where, entry, wanted):
    if not isinstance(entry, dict):
        raise InputError(f"{where}: found {entry!r}, expected a table with {', '.join(wanted)}.")
    for key in wanted:
        if key not in entry or (key != "value" and not str(entry[key]).strip()):
            raise InputError(f'{where}: "{key}" is missing. A threshold appears beside the reason for it.')


def _number(where, value):
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise InputError(f"{where}: found {value!r}, expected a number above 0, without quotation marks.")


def _sensitive_least(content, source):
    """Return the smallest count that the policy of referrals shows, its own or its preset's."""
    policy = content.get(SENSITIVE, {})
    preset = content.get("presets", {}).get(policy.get("preset"), {})
    least = policy.get("hide_below", preset.get("hide_below"))
    if not isinstance(least, int) or least < 2:
        raise InputError(f'{source}: the policy [{SENSITIVE}] has no "hide_below".')
    return least
