"""Who passes people on to whom: what hangs on one organisation, where it ends, who is not reached."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import require, text
from analysis.measures.services.directory import BETWEEN, COUNTS, UNKNOWN, YES, days_and_state, in_short
from analysis.measures.services.enforcement import sharing_by_name, sharing_said
from analysis.states import SHOWN

__all__ = ["network_roles", "referral_paths", "unreachable_services"]

FROM, TO = "from_organisation", "to_organisation"
BY_THEMSELVES = "by themselves"
TAKEN, MAYBE, NOT_TAKEN = "somebody takes them", "nobody has said", "nobody takes them"
METHOD = "from the map of who passes on to whom; no interval: a map, not an estimate"


def referral_paths(network: pd.DataFrame, services: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return each pair of the network with what a diagram says: which door, who answers in what language.

    Columns: those of `network`, `begins_at_a_door` (people can come to the first by themselves), `languages`
    of the second (all of its services, by their short names), `rests_on_agreement` (a written one),
    `sharing` (what the second says of immigration enforcement), `status`.

    Raises InputError for an organisation that the directory does not list.
    """
    graph = _Graph(network, services)
    spoken = {}
    for name, cell in zip(services["organisation"], services["languages"], strict=True):
        spoken.setdefault(name, {}).update(dict.fromkeys(map(in_short, cell.split(BETWEEN))))
    doors = set(graph.names[graph.doors])
    return network.assign(
        begins_at_a_door=network[FROM].isin(doors),
        languages=text(BETWEEN.join(spoken[name]) for name in network[TO]),
        rests_on_agreement=network["agreement"].eq("written agreement"),
        sharing=text(network[TO].str.casefold().map(sharing_by_name(services, as_of))),
        status=SHOWN,
    ).reset_index(drop=True)


def network_roles(network: pd.DataFrame, services: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return each organisation with its place in the network of who passes people on to whom.

    A door is an organisation to one of whose services people can come by themselves. A single point of
    failure is one without which others are no longer reached from any door (`cut_off`), or without which the
    network falls into more parts (an articulation point, `parts_without_it` above 1). A dead end takes people
    over and passes nobody on, which is no fault where people are helped there: `no_recourse_from_here` says
    whether it, or anybody to whom people can be passed on from there, takes those with no recourse, by
    entries that are not stale.

    Columns: `organisation`, `passes_to`, `takes_from` (how many others), `single_point`, `parts_without_it`,
    `organisations_cut_off`, `cut_off` (their names), `dead_end`, `no_recourse_from_here`, `sharing` (what it
    says of immigration enforcement), `method`, `status`.

    Raises InputError for an organisation that the directory does not list.

    >>> services = pd.DataFrame({"organisation": ["police", "hub", "refuge"], "service": ["a", "b", "c"],
    ...     "way_in": ["by themselves", "passed on", "passed on"], "accepts_no_recourse": ["no", "no", "yes"],
    ...     "verified_on": pd.to_datetime(["2026-06-01"] * 3), "shares_with_enforcement": "not known",
    ...     "sharing_said_by": None, "sharing_said_on": pd.NaT})
    >>> network = pd.DataFrame({"from_organisation": ["police", "hub"], "to_organisation": ["hub", "refuge"]})
    >>> found = network_roles(network, services, "2026-06-30")
    >>> found[["organisation", "cut_off", "dead_end"]].values.tolist()
    [['police', 'hub; refuge', False], ['hub', 'refuge', False], ['refuge', '', True]]
    """
    graph = _Graph(network, services)
    reached, everyone = graph.reached(graph.doors), range(len(graph.names))
    parts = np.array([graph.parts_without(at) for at in everyone], dtype=int)
    lost = [graph.lost_without(at, reached) for at in everyone]
    cut_off, takes = np.array([one.sum() for one in lost], dtype=int), graph.passes.sum(axis=0)
    said = sharing_by_name(services, as_of)
    return pd.DataFrame(
        {
            "organisation": text(graph.names),
            "passes_to": graph.passes.sum(axis=1),
            "takes_from": takes,
            "single_point": (parts > 1) | (cut_off > 0),
            "parts_without_it": parts,
            "organisations_cut_off": cut_off,
            "cut_off": text(BETWEEN.join(graph.names[one]) for one in lost),
            "dead_end": (takes > 0) & ~graph.passes.any(axis=1),
            "no_recourse_from_here": text(_no_recourse(graph, services, as_of)),
            "sharing": text(said[name.casefold()] for name in graph.names),
            "method": text([METHOD] * len(graph.names)),
            "status": text([SHOWN] * len(graph.names)),
        }
    )


def unreachable_services(network: pd.DataFrame, services: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the services that nobody can reach: no self-referral, and no known referral by others.

    Columns: `organisation`, `service`, `way_in`, `passed_on_by` (how many organisations pass on to theirs,
    none of which anybody can come to), `why` (in words), `sharing` (what it says of immigration enforcement),
    `status`.

    Raises InputError for an organisation that the directory does not list.
    """
    graph = _Graph(network, services)
    reached = dict(zip(graph.names, graph.reached(graph.doors), strict=True))
    lost = ~services["organisation"].map(reached).astype(bool)
    said = sharing_said(services[lost], as_of)
    found = said[["organisation", "service", "way_in", "sharing"]].reset_index(drop=True)
    counted = network[TO].value_counts().reindex(found["organisation"], fill_value=0).to_numpy()
    words = np.where(
        counted > 0, "only organisations that nobody can come to pass on to it", "nobody passes on to it"
    )
    return found.assign(passed_on_by=counted, why=text(words), status=SHOWN)


def _no_recourse(graph, services, as_of):
    """Yield for each organisation whether it or anybody after it takes people with no recourse."""
    _, state = days_and_state(services, as_of)
    accepts = services["accepts_no_recourse"]
    sure = set(services.loc[(accepts == YES) & (state == COUNTS), "organisation"])
    maybe = set(services.loc[accepts.isin([YES, UNKNOWN]), "organisation"])
    for at in range(len(graph.names)):
        here = np.zeros(len(graph.names), dtype=bool)
        here[at] = True
        names = set(graph.names[graph.reached(here)])
        yield TAKEN if names & sure else MAYBE if names & maybe else NOT_TAKEN


class _Graph:
    """The organisations of a directory, in its order, and which passes people on to which."""

    def __init__(self, network, services):
        require(network, FROM, TO)
        require(services, "organisation", "way_in")
        self.names = services["organisation"].drop_duplicates().to_numpy(dtype=object)
        index = pd.Index(self.names)
        ends = [index.get_indexer(network[end]) for end in (FROM, TO)]
        for end, found in zip((FROM, TO), ends, strict=True):
            if (found < 0).any():
                raise InputError(
                    f'Column "{end}" names an organisation that the directory does not list, in row '
                    f"{network.index[found < 0][0]}; {int((found < 0).sum())} in all. Add it there, "
                    "or correct the name."
                )
        self.passes = np.zeros((len(index), len(index)), dtype=bool)
        self.passes[ends[0], ends[1]] = True
        by_themselves = services["way_in"].str.contains(BY_THEMSELVES, regex=False)
        self.doors = index.isin(services.loc[by_themselves, "organisation"])

    def reached(self, starts: np.ndarray, without: int | None = None) -> np.ndarray:
        """Return who is reached from `starts` by being passed on, the starts too, leaving one out."""
        from scipy.sparse import csgraph

        begin = np.flatnonzero(starts & (np.arange(len(starts)) != without))
        steps = csgraph.shortest_path(self._rest(without), unweighted=True, indices=begin)
        return np.isfinite(steps).any(axis=0)

    def parts_without(self, at: int) -> int:
        """Return into how many parts those around an organisation fall without it; 1 where they do not."""
        from scipy.sparse import csgraph

        _, part = csgraph.connected_components(self._rest(at), directed=False)
        return max(1, len(np.unique(part[self.passes[at] | self.passes[:, at]])))

    def _rest(self, without):
        from scipy.sparse import csr_array

        kept = np.arange(len(self.names)) != without
        return csr_array(self.passes & np.outer(kept, kept))

    def lost_without(self, at: int, reached: np.ndarray) -> np.ndarray:
        """Return which others are reached now and would not be if an organisation fell away."""
        still = self.reached(self.doors, without=at)
        lost = reached & ~still
        lost[at] = False
        return lost
