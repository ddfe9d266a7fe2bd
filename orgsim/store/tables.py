"""The tables of the store; what changes here needs a migration beside it in `orgsim/store/migrations/versions`.

Times are whole milliseconds since 1970 in UTC, by the clock of the database.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

__all__ = ["BATCH", "DOCUMENT", "DRAFT", "EVENT", "LOG", "METADATA", "RUN", "SCENARIO", "SNAPSHOT", "VERSION", "WORKER"]

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

DOCUMENT: Final = Table(
    "document",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("yaml", Text, nullable=False),
)
"""Texts of scenarios, each once, by the hash of their bytes."""

SCENARIO: Final = Table(
    "scenario",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("title_id", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("copied_scenario", Text),
    Column("copied_version", Integer),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
)
"""Scenarios; `version` is the number of the latest."""

VERSION: Final = Table(
    "version",
    METADATA,
    Column("scenario", Text, ForeignKey("scenario.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("document", Text, ForeignKey("document.hash"), nullable=False),
    Column("canonical_hash", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("orgsim_version", Text, nullable=False),
)
"""Versions; rows are added, and never changed."""

EVENT: Final = Table(
    "event",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("scenario", Text, ForeignKey("scenario.id"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
)
"""The history of scenarios; `what` is an encoded message."""

DRAFT: Final = Table(
    "draft",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("scenario", Text, ForeignKey("scenario.id"), index=True),
    Column("base", Integer),
    Column("author", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
)
"""Drafts; `revision` counts their changes."""

RUN: Final = Table(
    "run",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("document", Text, ForeignKey("document.hash"), nullable=False),
    Column("scenario", Text),
    Column("version", Integer),
    Column("asked", Text, nullable=False),
    Column("title_id", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("inputs_hash", Text),
    Column("orgsim_version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("submitted", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("finished", BigInteger),
    Column("done", Integer, nullable=False),
    Column("needed", Integer),
    Column("batches", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fruitless", Integer, nullable=False),
    Column("worker", Text),
    Column("heartbeat", BigInteger),
    Column("spent", BigInteger, nullable=False),
    Column("cancelling", Boolean, nullable=False),
    Column("snapshots", Integer, nullable=False),
    Column("fault", Text),
    Column("drawn", Integer, nullable=False, server_default="0"),
    Column("spent_drawing", BigInteger, nullable=False, server_default="0"),
    ForeignKeyConstraint(["scenario", "version"], ["version.scenario", "version.number"]),
    Index("ix_run_waiting", "state", "submitted"),
    Index("ix_run_scenario", "scenario", "submitted"),
)
"""Runs, which are the queue as well: `worker` and `attempts` are the claim, `heartbeat` keeps it alive.

`fruitless` counts the workers that died since the last batch; `spent` is computing time in milliseconds, without
`spent_drawing`, that of the draws (`drawn` of them are safe).
"""

BATCH: Final = Table(
    "batch",
    METADATA,
    Column("run", Text, ForeignKey("run.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("first", Integer, nullable=False),
    Column("replications", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("draws", Integer, nullable=False, server_default="0"),
)
"""Finished parts of runs: replications in their order, then draws in theirs, each once; `first` counts either."""

SNAPSHOT: Final = Table(
    "snapshot",
    METADATA,
    Column("run", Text, ForeignKey("run.id"), primary_key=True),
    Column("replications", Integer, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("rows", LargeBinary, nullable=False),
)
"""What the replications of a run say so far, and in the end; `rows` can be read by any version."""

LOG: Final = Table(
    "log",
    METADATA,
    Column("run", Text, ForeignKey("run.id"), primary_key=True),
    Column("structure", Text, primary_key=True),
    Column("replication", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("path", Text, nullable=False),
)
"""Logs kept beside the store as Parquet files; paths are relative to the folder of logs."""

WORKER: Final = Table(
    "worker",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("birth", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("orgsim_version", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("heartbeat", BigInteger, nullable=False),
)
"""Workers; `place` and `birth` let a neighbour see that a process is gone."""
