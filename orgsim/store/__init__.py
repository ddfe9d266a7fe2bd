"""How it is kept: scenarios with their versions, drafts, runs with their exact inputs and results, and the jobs.

SQLite by default, PostgreSQL by address; logs as Parquet files beside it. Long work is done by `orgsim worker`, in a
process of its own.
"""

from orgsim.errors import StoreError
from orgsim.store.faults import BusyError, ClaimLost, DraftConflict, FullError, NotKept, VersionConflict
from orgsim.store.run_records import DRAW_WORTH, RUN_STATES, Asked, LogFile, Progress, Run, RunState, WorkerRecord
from orgsim.store.scenario_records import SCENARIO_STATES, Draft, Event, ScenarioRecord, ScenarioState, Version
from orgsim.store.store import Store, open_store

__all__ = [
    "DRAW_WORTH",
    "RUN_STATES",
    "SCENARIO_STATES",
    "Asked",
    "BusyError",
    "ClaimLost",
    "Draft",
    "DraftConflict",
    "Event",
    "FullError",
    "LogFile",
    "NotKept",
    "Progress",
    "Run",
    "RunState",
    "ScenarioRecord",
    "ScenarioState",
    "Store",
    "StoreError",
    "Version",
    "VersionConflict",
    "WorkerRecord",
    "open_store",
]
