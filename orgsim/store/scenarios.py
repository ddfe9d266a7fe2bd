"""Scenarios and their versions: what was saved is never changed, and nobody writes over what he has not seen."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from orgsim.errors import Message, message
from orgsim.scenario.identity import canonical_hash, one_text, retitled
from orgsim.scenario.yaml_file import load_text
from orgsim.spec import LocalisedText
from orgsim.store.codec import pack_text, unpack_text
from orgsim.store.database import Database, moment
from orgsim.store.documents import keep_document
from orgsim.store.faults import VersionConflict
from orgsim.store.names import new_name
from orgsim.store.scenario_records import SCENARIO_STATES, Event, ScenarioRecord, ScenarioState, Version
from orgsim.store.scenario_rows import (
    locked,
    read_scenario,
    read_version,
    refuse_if_closed,
    scenario_of,
    version_of,
)
from orgsim.store.tables import DOCUMENT, EVENT, SCENARIO, VERSION

__all__ = ["Scenarios"]


class Scenarios:
    """Scenarios and their versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, yaml: str, *, author: str = "", note: str = "") -> ScenarioRecord:
        """Keep a new scenario, with its first version.

        Parameters
        ----------
        yaml
            A scenario, complete in itself.
        author, note
            Who, and why.

        Raises
        ------
        InputError
            With every fault of the text.
        """
        return self._create(yaml, author, note, None, message("created"))

    def add_file(self, path: str | Path, *, author: str = "", note: str = "") -> ScenarioRecord:
        """Keep a scenario from a file; parts in other files are put in their places.

        Raises
        ------
        InputError
            With every fault of the files.
        """
        from orgsim.scenario.yaml_file import load

        load(path)
        note = note or Path(path).name
        return self._create(one_text(path), author, note, None, message("read from {file}", file=Path(path).name))

    def duplicate(
        self, name: str, version: int | None = None, *, author: str = "", title: LocalisedText | None = None
    ) -> ScenarioRecord:
        """Keep a copy of a version as a scenario of its own.

        Parameters
        ----------
        name, version
            What is copied; the latest version by default.
        author
            Who does it.
        title
            In place of the title; the text of the copy is otherwise the same.

        Raises
        ------
        NotKept
            If there is no such version.
        """
        source = self.version(name, version)
        yaml = source.yaml if title is None else retitled(source.yaml, title)
        what = message("copied from version {number} of “{title}”", number=source.number, title=self.get(name).title)
        return self._create(yaml, author, "", (name, source.number), what)

    def save(self, name: str, yaml: str, *, author: str = "", note: str = "", base: int | None = None) -> Version:
        """Save a version.

        Parameters
        ----------
        name
            The scenario.
        yaml
            Its new text, complete in itself.
        author, note
            Who, and why.
        base
            The version that it was made from; given, it must still be the latest.

        Returns
        -------
        Version
            The new one; the latest, if the text is the same to the letter.

        Raises
        ------
        InputError
            With every fault of the text.
        VersionConflict
            If somebody else has saved a version since.
        StoreError
            If the scenario is locked or agreed.
        """
        scenario = load_text(yaml)
        with self._database.writing() as connection:
            kept = read_scenario(connection, name, lock=True)
            latest = read_version(connection, name, kept.version)
            if base is not None and base != kept.version:
                raise VersionConflict(latest)
            if latest.yaml == yaml:
                return latest
            refuse_if_closed(kept)
            number = kept.version + 1
            self._add_version(connection, name, number, yaml, canonical_hash(scenario), author, note)
            self._change(connection, name, scenario.title, version=number)
            self._note(
                connection,
                name,
                author,
                message("version {number} saved: {note}", number=number, note=note)
                if note
                else message("version {number} saved", number=number),
            )
            return read_version(connection, name, number)

    def list(self, *, archived: bool = False) -> tuple[ScenarioRecord, ...]:
        """Return the scenarios, the last changed first; those put away only if asked for."""
        chosen = select(SCENARIO).order_by(SCENARIO.c.changed.desc(), SCENARIO.c.id)
        if not archived:
            chosen = chosen.where(SCENARIO.c.archived.is_(False))
        with self._database.reading() as connection:
            return tuple(scenario_of(row) for row in connection.execute(chosen))

    def get(self, name: str) -> ScenarioRecord:
        """Return a scenario.

        Raises
        ------
        NotKept
            If there is none of this name.
        """
        with self._database.reading() as connection:
            return read_scenario(connection, name)

    def version(self, name: str, number: int | None = None) -> Version:
        """Return a version, the latest by default.

        Raises
        ------
        NotKept
            If there is none.
        """
        with self._database.reading() as connection:
            return read_version(connection, name, number or read_scenario(connection, name).version)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Return every version, the latest first."""
        chosen = (
            select(VERSION, DOCUMENT.c.yaml)
            .join(DOCUMENT, DOCUMENT.c.hash == VERSION.c.document)
            .where(VERSION.c.scenario == name)
            .order_by(VERSION.c.number.desc())
        )
        with self._database.reading() as connection:
            return tuple(version_of(row) for row in connection.execute(chosen))

    def history(self, name: str) -> tuple[Event, ...]:
        """Return what has happened to a scenario, the latest first."""
        chosen = select(EVENT).where(EVENT.c.scenario == name).order_by(EVENT.c.number.desc())
        with self._database.reading() as connection:
            return tuple(Event(moment(row.at), row.who, unpack_text(row.what)) for row in connection.execute(chosen))

    def set_state(self, name: str, state: ScenarioState, *, who: str = "") -> ScenarioRecord:
        """Set how far people have come; of an agreed scenario no version is saved until it is a draft again.

        Raises
        ------
        StoreError
            If it is locked.
        """
        what = message("state: {state}", state=SCENARIO_STATES[state])
        return self._mark(name, who, what, {"state": state.value}, even_locked=False)

    def lock(self, name: str, *, who: str = "") -> ScenarioRecord:
        """Let nothing be changed until it is unlocked."""
        return self._mark(name, who, message("locked"), {"locked": True})

    def unlock(self, name: str, *, who: str = "") -> ScenarioRecord:
        """Let it be changed again."""
        return self._mark(name, who, message("unlocked"), {"locked": False})

    def archive(self, name: str, *, who: str = "") -> ScenarioRecord:
        """Put a scenario away; nothing of it is lost."""
        return self._mark(name, who, message("put into the archive"), {"archived": True})

    def restore(self, name: str, *, who: str = "") -> ScenarioRecord:
        """Take a scenario out of the archive."""
        return self._mark(name, who, message("taken out of the archive"), {"archived": False})

    # ---------------------------------------------------------------- steps of these

    def _create(
        self, yaml: str, author: str, note: str, copied: tuple[str, int] | None, what: Message
    ) -> ScenarioRecord:
        scenario = load_text(yaml)
        name = new_name()
        with self._database.writing() as connection:
            now = self._database.now(connection)
            connection.execute(
                insert(SCENARIO).values(
                    id=name,
                    title_id=scenario.title.id,
                    title_en=scenario.title.en,
                    state=ScenarioState.DRAFT.value,
                    version=1,
                    author=author,
                    locked=False,
                    archived=False,
                    copied_scenario=copied and copied[0],
                    copied_version=copied and copied[1],
                    created=now,
                    changed=now,
                )
            )
            self._add_version(connection, name, 1, yaml, canonical_hash(scenario), author, note)
            self._note(connection, name, author, what)
            return read_scenario(connection, name)

    def _mark(
        self, name: str, who: str, what: Message, values: dict[str, Any], *, even_locked: bool = True
    ) -> ScenarioRecord:
        with self._database.writing() as connection:
            kept = read_scenario(connection, name, lock=True)
            if kept.locked and not even_locked:
                raise locked()
            if any(getattr(kept, field) != value for field, value in values.items()):
                self._change(connection, name, None, **values)
                self._note(connection, name, who, what)
            return read_scenario(connection, name)

    def _add_version(
        self, connection: Connection, name: str, number: int, yaml: str, identity: str, author: str, note: str
    ) -> None:
        connection.execute(
            insert(VERSION).values(
                scenario=name,
                number=number,
                document=keep_document(connection, yaml),
                canonical_hash=identity,
                author=author,
                note=note,
                created=self._database.now(connection),
                orgsim_version=installed_version("orgsim"),
            )
        )

    def _change(self, connection: Connection, name: str, title: LocalisedText | None, **values: Any) -> None:
        if title is not None:
            values |= {"title_id": title.id, "title_en": title.en}
        values["changed"] = self._database.now(connection)
        connection.execute(update(SCENARIO).where(SCENARIO.c.id == name).values(**values))

    def _note(self, connection: Connection, name: str, who: str, what: Message) -> None:
        now = self._database.now(connection)
        connection.execute(insert(EVENT).values(scenario=name, at=now, who=who, what=pack_text(what)))
