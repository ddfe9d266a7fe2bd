"""Which steps a case may come to more than once; of the others nobody needs to count the visits."""

from __future__ import annotations

from orgsim.simulation.log import Category
from orgsim.simulation.network import DONE, QueueingNetwork


def visited_again(network: QueueingNetwork) -> set[int]:
    """Return the uids of tasks that a case may visit more than once, and of those that are asked about: on a cycle of
    all routes there are, beside the route, or with the uid of another task.
    """
    import networkx as nx

    routes: nx.DiGraph[int] = nx.DiGraph()
    found: set[int] = set()
    codes: dict[int, int] = {}
    for phase in network.phases:
        for code, task in phase.tasks.items():
            routes.add_edges_from((code, to) for to in (task.next, task.rework_to, *task.parallel))
            routes.add_edges_from((code, choice.to) for choice in task.choices)
            if codes.setdefault(task.uid, code) != code or task.misrouting is not None:
                found.add(task.uid)
            if task.category in (Category.EXCEPTION, Category.CHASE):
                found.add(task.uid)
    uid_of = {code: uid for uid, code in codes.items()}
    if DONE in routes:
        routes.remove_node(DONE)
    for component in nx.strongly_connected_components(routes):
        if len(component) > 1 or any(routes.has_edge(code, code) for code in component):
            found |= {uid_of[code] for code in component if code in uid_of}
    return found | {t.uid for p in network.phases for t in p.tasks.values() if t.code not in uid_of}
