"""Ciw: a network of nodes with routing matrices and priority classes; waits from its own records."""

from __future__ import annotations

import numpy as np

from benchmarks.models import Model
from benchmarks.peer import PEERS, Peer


@PEERS.register
class CiwModel(Peer):
    """Its records are read where they are kept, which is quicker than its own list of all of them."""

    name = "ciw"
    package = "ciw"
    licence = "MIT"

    def waits(self, model: Model, cases: int, seed: int) -> np.ndarray:
        import ciw

        size, names = len(model.servers), [f"class {n}" for n in range(len(model.classes))]
        distribution = ciw.dists.Exponential
        levels = sorted({priority for _, priority in model.classes})
        network = ciw.create_network(
            number_of_servers=list(model.servers),
            arrival_distributions={
                name: [distribution(share), *[None] * (size - 1)]
                for name, (share, _) in zip(names, model.classes, strict=True)
            },
            service_distributions={name: [distribution(1 / mean) for mean in model.means] for name in names},
            routing={name: model.matrix for name in names},
            priority_classes={name: levels.index(p) for name, (_, p) in zip(names, model.classes, strict=True)},
        )
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(cases)
        people = sorted(simulation.nodes[-1].all_individuals, key=lambda person: person.id_number)
        return np.array([sum(record.waiting_time for record in person.data_records) for person in people])
