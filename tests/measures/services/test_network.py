"""The network: what hangs on one organisation, where people get no further, and who cannot be reached."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.services.network import network_roles, referral_paths, unreachable_services
from tests.measures.services.rows import DAY, NEVER, VERIFIED


def directory(**organisations):
    """Return a directory: each organisation by its way in and whether it takes those without recourse."""
    ways = {"door": "by themselves", "in": "passed on by another organisation"}
    each = [(name, ways[way], accepts) for name, (way, accepts) in organisations.items()]
    table = pd.DataFrame(each, columns=["organisation", "way_in", "accepts_no_recourse"])
    return table.assign(
        **NEVER, service=table["organisation"], languages="English; Polish", verified_on=VERIFIED
    )


def network(*pairs):
    found = pd.DataFrame(pairs, columns=["from_organisation", "to_organisation"])
    return found.assign(people_a_year="10 to 24", agreement="custom", shared="unknown")


SERVICES = directory(
    police=("door", "no"), council=("door", "no"), hub=("in", "unknown"), refuge=("in", "no"),
    advice=("in", "yes"), lost=("in", "yes"), behind=("in", "yes"),
)  # fmt: skip
NETWORK = network(
    ("police", "hub"), ("council", "hub"), ("hub", "refuge"), ("hub", "advice"), ("lost", "behind")
)


def roles(network_rows=NETWORK, services=SERVICES):
    return network_roles(network_rows, services, DAY).set_index("organisation")


def test_without_a_single_point_of_failure_others_are_reached_no_more():
    found = roles()
    assert found.loc["hub", "cut_off"] == "refuge; advice" and found.loc["hub", "organisations_cut_off"] == 2
    assert found.loc["hub", "single_point"] and found.loc["hub", "parts_without_it"] == 4
    assert not found.loc["police", "single_point"], "the council is a second way to the hub"
    alone = roles(NETWORK[NETWORK["from_organisation"] != "council"])
    assert alone.loc["police", "cut_off"] == "hub; refuge; advice" and alone.loc["police", "single_point"]
    assert found.index[found["single_point"]].tolist() == ["hub"]


def test_articulation_points_and_who_is_reached_are_those_of_networkx():
    networkx = pytest.importorskip("networkx", reason="the library to compare with is not installed")
    rng = np.random.default_rng(6)
    names, doors = [f"o{n}" for n in range(12)], ["o0", "o1"]

    def reached(graph, without=None):
        rest = graph.subgraph(set(names) - {without})
        return set().union(*(networkx.descendants(rest, door) | {door} for door in doors if door in rest))

    for _ in range(8):
        pairs = [(a, b) for a in names for b in names if a != b and rng.random() < 0.1]
        given = directory(**{name: ("door" if name in doors else "in", "yes") for name in names})
        found = roles(network(*pairs), given)
        graph = networkx.DiGraph(pairs)
        graph.add_nodes_from(names)
        cut = set(found.index[found["parts_without_it"] > 1])
        assert cut == set(networkx.articulation_points(graph.to_undirected()))
        waiting = set(unreachable_services(network(*pairs), given, DAY)["organisation"])
        assert waiting == set(names) - reached(graph)
        for name, lost in found["cut_off"].items():
            assert set(filter(None, lost.split("; "))) == reached(graph) - reached(graph, name) - {name}


def test_a_dead_end_takes_people_on_and_is_told_by_whether_they_are_helped():
    found = roles()
    told = {"refuge": "nobody takes them", "advice": "somebody takes them", "behind": "somebody takes them"}
    assert found.loc[found["dead_end"], "no_recourse_from_here"].to_dict() == told
    assert found.loc["police", "no_recourse_from_here"] == "somebody takes them"
    old = SERVICES.assign(verified_on=pd.Timestamp("2025-12-31"))
    assert roles(services=old).loc["advice", "no_recourse_from_here"] == "nobody has said"
    assert network_roles(network(), SERVICES.head(0), DAY).empty


def test_services_that_nobody_can_come_to_are_named_with_the_reason():
    found = unreachable_services(NETWORK, SERVICES, DAY)
    assert found[["organisation", "passed_on_by", "why"]].values.tolist() == [
        ["lost", 0, "nobody passes on to it"],
        ["behind", 1, "only organisations that nobody can come to pass on to it"],
    ]
    # An organisation with one open service is a door to all of its own.
    both = pd.concat([SERVICES, directory(lost=("door", "yes"))], ignore_index=True)
    assert unreachable_services(NETWORK, both, DAY).empty


@pytest.mark.parametrize("verb", [referral_paths, unreachable_services, network_roles])
def test_an_organisation_outside_the_directory_is_refused_without_its_name(verb):
    said = 'Column "to_organisation" names an organisation that the directory does not list, in row 1'
    with pytest.raises(InputError, match=said) as caught:
        verb(network(("police", "hub"), ("police", "Notaperson")), SERVICES, DAY)
    assert "Notaperson" not in str(caught.value)


def test_a_path_says_where_it_begins_who_answers_and_what_enforcement_is_told():
    more = directory(hub=("in", "yes")).assign(service="Second", shares_with_enforcement="may")
    services = pd.concat([SERVICES, more], ignore_index=True)
    paths = referral_paths(NETWORK, services, DAY).set_index("to_organisation")
    assert paths["begins_at_a_door"].tolist() == [True, True, False, False, False]
    assert paths["languages"].eq("English; Polish").all() and not paths["rests_on_agreement"].any()
    assert set(paths.loc["hub", "sharing"]) == {"may (Manager, 20 May 2026)"}
    assert paths.loc["refuge", "sharing"] == "never (Manager, 20 May 2026)"
    assert roles(services=services).loc["hub", "sharing"] == "may (Manager, 20 May 2026)"
    lost = unreachable_services(NETWORK, services, DAY)
    assert lost["sharing"].tolist() == ["never (Manager, 20 May 2026)"] * 2
