"""The verbs of the command line: where each lives, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from orgsim.errors import Message, message

__all__ = ["VERBS", "Verb"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command line: where its function `command` lives, and what it does."""

    module: str
    does: Message


VERBS: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        "demo": Verb("demo", message("Show an example: the structure as it is and what has been proposed, compared.")),
        "check": Verb("check", message("Read files and tell every fault in them, each with its line.")),
        "preview": Verb("preview", message("Tell loads and waits by formulas, at once and without a run.")),
        "diagnose": Verb("diagnose", message("Tell what is wrong with a structure, with evidence and remedies.")),
        "run": Verb("run", message("Simulate one structure and tell its indicators.")),
        "compare": Verb("compare", message("Send the same citizens through several structures: what changes?")),
        "apply": Verb("apply", message("Carry out the plan of an alternative, and write the agency that results.")),
        "difference": Verb("difference", message("Tell in words how two structures differ.")),
        "trace": Verb("trace", message("Follow one citizen's case, from the lines of the file to the indicators.")),
        "reconcile": Verb("reconcile", message("Hold a model against what the office delivers: what explains it?")),
        "audit": Verb("audit", message("Examine a model: loads, balances, extreme cases, precision, assumptions.")),
        "rules": Verb("rules", message("Hold structures against law and practice: warnings with article and remedy.")),
        "operations": Verb("operations", message("List what a plan can do, or explain one operation.")),
        "public": Verb(
            "public", message("Show what the public may see of the staff: units, posts, numbers, no names.")
        ),
        "kpis": Verb("kpis", message("List the indicators.")),
        "schema": Verb("schema", message("Write the JSON Schema of scenario files, for editors.")),
        "dashboard": Verb("dashboard", message("Open the dashboard in the browser.")),
        "worker": Verb("worker", message("Do the runs that the dashboard is asked for, in a process of their own.")),
        "verify": Verb("verify", message("Check the simulation by known answers, and one engine by the other.")),
    }
)
"""Every verb; its module is `orgsim.cli.<module>`."""
