"""Whether the functions of an agency are of one cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import NewName


@RULE_KINDS.register
class OneCluster(RuleTest):
    """Whether the functions of an agency all lie in one cluster (rumpun)."""

    kind: Literal["one_cluster"] = "one_cluster"
    """Name of the kind of rule."""
    clusters: Annotated[dict[NewName, tuple[NewName, ...]], Field(min_length=1)]
    """The functions of each cluster."""

    title: ClassVar[Message] = message("clusters of functions")
    example: ClassVar[dict[str, Any]] = {"clusters": {"kesejahteraan": ["kesehatan", "sosial"], "data": ["statistik"]}}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the clusters of each agency that has several functions."""
        home = {function: cluster for cluster, functions in self.clusters.items() for function in functions}
        limit = message("all in one cluster")
        for agency in case.agencies:
            functions = case.functions(agency)
            legal = case.organisation.units[agency].legal
            own = legal.cluster if legal else None
            clusters = sorted({home[f] for f in functions if f in home} | ({own} if own else set()))
            strangers = [f for f in functions if f not in home]
            about = f"unit:{agency}"
            if len(clusters) > 1:
                placed = ", ".join(f"{f} ({home[f]})" if f in home else f for f in functions)
                found = message("{number} clusters: {names}", number=len(clusters), names=placed)
                yield Measured(about, found, limit, False)
            elif strangers and len(functions) > 1:
                unknown = message("the pack does not know the cluster of {names}", names=", ".join(strangers))
                yield Measured(about, unknown, limit, None)
            elif functions:
                yield Measured(about, message("one cluster"), limit, True)
