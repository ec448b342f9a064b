"""What an edition may not change: its rules against those of editions before, and what a name means."""

from analysis import toml_file
from analysis.disclosure import policy as policies_file
from analysis.errors import InputError


def refuse_two_ways(release, policies):
    """Refuse tables of one source that round, or hide zeros, in two ways: they may print the same sum."""
    seen = {}
    for one in release.values():
        first = seen.setdefault(one.source, one)
        for rule in ("rounding", "show_zeros"):
            now, was = getattr(policies[one.policy], rule), getattr(policies[first.policy], rule)
            if now != was:
                raise InputError(
                    f'data/policy.toml: the tabulations "{first.name}" and "{one.name}" of "{one.source}" '
                    f"would print one sum in two ways: {rule} is {was} for one and {now} for the other. "
                    "Give their policies the same."
                )


def refuse_looser(release, policies, earlier):
    """Refuse policies that let more out than those of an edition that is published.

    A table, new or under a new policy, has to be as strict as one at least of those of its source.
    """
    for document in earlier:
        where = f"edition {document['edition']}"
        was = toml_file.checked(dict[str, policies_file.Policy], document["policies"], where)
        pairs = [(name, policies[name], was[name]) for name in was if name in policies]
        pairs += [
            (f"{entry['policy']} of {name}", policies[release[name].policy], was[entry["policy"]])
            for name, entry in document["tabulations"].items()
            if name in release
        ]
        for one in release.values():
            of_source = [
                was[entry["policy"]]
                for entry in document["tabulations"].values()
                if entry["source"] == one.source
            ]
            least = [old for old in of_source if not policies_file.looser(policies[one.policy], old)]
            if of_source and not least:
                pairs.append((f"{one.policy} of {one.name}", policies[one.policy], of_source[0]))
        for name, new, old in pairs:
            # What its publisher prints is known to everybody, whatever we hid of it.
            faults = [] if new.name == policies_file.AS_PUBLISHED else policies_file.looser(new, old)
            if faults:
                raise InputError(
                    f"data/policy.toml: the policy {name} is looser than in edition "
                    f"{document['edition']}, which is published: {' '.join(faults)} What was hidden then "
                    "could be told now. Put the rule back."
                )


def refuse_redefined(release, earlier):
    """Refuse a tabulation that means something else than under the same name in a published edition."""
    for document in earlier:
        for name, entry in document["tabulations"].items():
            if name not in release:
                continue
            new = release[name]
            for what, now, was in (
                ("source", new.source, entry["source"]),
                ("by", set(new.by), set(entry["by"])),
                ("where", dict(new.where), entry.get("where", {})),
            ):
                if now != was:
                    raise InputError(
                        f'data/release.toml, tabulation "{name}", field "{what}": is not what it was in '
                        f"edition {document['edition']}, so the same name would mean two things. "
                        "Give the new table a name of its own."
                    )
