"""Texts of scenarios, each kept once, by the hash of its bytes."""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import Connection, insert, select

from orgsim.store.tables import DOCUMENT

__all__ = ["keep_document"]


def keep_document(connection: Connection, yaml: str) -> str:
    """Keep a text, unless it is kept already, and return its hash."""
    found = blake2b(yaml.encode(), digest_size=16).hexdigest()
    if connection.execute(select(DOCUMENT.c.hash).where(DOCUMENT.c.hash == found)).first() is None:
        if connection.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert as insert_or_not

            # Another connection may have kept it since; SQLite writers are one at a time.
            connection.execute(insert_or_not(DOCUMENT).values(hash=found, yaml=yaml).on_conflict_do_nothing())
        else:
            connection.execute(insert(DOCUMENT).values(hash=found, yaml=yaml))
    return found
