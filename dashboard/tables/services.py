"""Services, their steps, and how many citizens ask for them, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from dashboard.tables.table import NOTHING, Column, Edited, Names, Row, Said, basis_columns, cell_error, filled, slug
from orgsim.errors import message
from orgsim.language import Language, format_number, format_share
from orgsim.measures import (
    CalendarTime,
    parse_delay,
    parse_effort,
    parse_growth,
    parse_number,
    parse_share,
    parse_working_time,
    write_delay,
    write_effort,
    write_growth,
    write_share,
    write_working_time,
)
from orgsim.organisation.service import Step
from orgsim.scenario.scenario import Scenario

_ID: Final = Column("id", message("Id"), "hidden")
_SERVICE: Final = Column("title", message("Service"), required=True)
_PROMISE: Final = Column("promise", message("Promise"), help=message("In working time: 3 hari kerja, 4 jam"))


class Services:
    """The services."""

    name = "services"
    title = message("Services")
    about = message("One row for each service; basis and source speak of the promise.")

    def columns(self, scenario: Scenario, language: Language) -> tuple[Column, ...]:
        """Return the columns."""
        return _SERVICE, _PROMISE, *basis_columns(language), _ID

    def rows(self, scenario: Scenario, language: Language) -> list[Row]:
        """Return the rows."""
        said = Said.of(scenario.evidence)
        return [
            {
                "title": service.title.say(language),
                "promise": service.promise.say(language) if service.promise else "",
                **said.cells(("agency", "services", id, "promise"), language),
                "id": id,
            }
            for id, service in scenario.agency.services.items()
        ]

    def put(self, data: Row, said: Said, rows: Sequence[Edited], names: Names) -> None:
        """Put edited rows in the place of the old ones; a new service begins with one step, and nobody asks for it."""
        old, new = data["agency"].get("services", {}), {}
        for edited in rows:
            id = edited.row.get("id") if edited.old else slug(edited.title(_SERVICE), {*old, *new, *data["demand"]})
            service = dict(old.get(id) or self._begun(id, data, said, edited))
            if edited.changed("title"):
                service["title"] = names.titled(service.get("title"), edited.title(_SERVICE))
            if edited.changed("promise"):
                service.pop("promise", None)
                promise = edited.read(_PROMISE, lambda text: write_working_time(parse_working_time(text)))
                service |= {"promise": promise} if promise else {}
            said.put(("agency", "services", id, "promise"), service.get("promise"), edited, "promise", names.language)
            new[id] = service
        data["agency"]["services"] = new
        gone = old.keys() - new.keys()
        data["demand"] = {
            source: part for source, part in data["demand"].items() if part.get("service", source) not in gone
        }
        data["observed"] = {id: part for id, part in data.get("observed", {}).items() if id not in gone}

    @staticmethod
    def _begun(id: str, data: Row, said: Said, edited: Edited) -> Row:
        posts = data["agency"].get("positions", {})
        first = next((name for name, post in posts.items() if not post.get("head")), next(iter(posts), None))
        if first is None:
            raise cell_error(edited.number, _SERVICE.heading, message("enter a post first: somebody must do the work"))
        data["demand"][id] = {"per_day": 0}
        step = {"title": {"id": "Layanan", "en": "Service"}, "by": first, "work": "10 min"}
        return {"steps": {"layanan": step}}


_OF: Final = Column("service", message("Service"), "choice", required=True)
_STEP: Final = Column("title", message("Step"), required=True)
_BY: Final = Column("by", message("Done by"), "choice", message("Empty for an approval or a wait outside"))
_WORK: Final = Column("work", message("Work"), help=message("On one case: 15 menit; 1 jam 30 menit"))
_RETURNS: Final = Column("returns", message("Returned"), help=message("Share that must be done again: 10 %"))
_APPROVAL: Final = Column("approval", message("Approved at"), "choice", message("Level of the last signature"))
_EXTERNAL: Final = Column("external", message("Wait outside"), help=message("Of another agency, the citizen: 3 hari"))


class Steps:
    """The steps of all services."""

    name = "steps"
    title = message("Steps")
    about = message("In the order of the way of a case; basis and source speak of the work on one case.")

    def columns(self, scenario: Scenario, language: Language) -> tuple[Column, ...]:
        """Return the columns."""
        names = Names(scenario, language)
        return (
            replace(_OF, options=tuple(names.labels("services").values())),
            _STEP,
            replace(_BY, options=tuple(names.labels("positions").values())),
            _WORK,
            _RETURNS,
            replace(_APPROVAL, options=scenario.agency.levels),
            _EXTERNAL,
            *basis_columns(language),
            _ID,
        )

    def rows(self, scenario: Scenario, language: Language) -> list[Row]:
        """Return the rows."""
        names, said = Names(scenario, language), Said.of(scenario.evidence)
        return [
            {
                "service": names.labels("services")[service],
                **_step_cells(id, step, names),
                **said.cells(_work_path(service, id), language),
                "id": f"{service}/{id}",
            }
            for service, described in scenario.agency.services.items()
            for id, step in described.steps.items()
        ]

    def put(self, data: Row, said: Said, rows: Sequence[Edited], names: Names) -> None:
        """Put edited rows in the place of the old ones."""
        services = data["agency"]["services"]
        new: dict[str, dict[str, Row]] = {service: {} for service in services}
        for edited in rows:
            service = names.id_of("services", edited.row.get("service"), edited.number, _OF.heading)
            if service is None:
                raise cell_error(edited.number, _OF.heading, message("which service?"))
            was, _, id = str(edited.row.get("id") or "").partition("/") if edited.old else ("", "", "")
            old = dict(services[was]["steps"][id]) if was else {}
            if was != service or id in new[service]:
                id = slug(edited.title(_STEP), {*new[service], *services[service]["steps"]})
            new[service][id] = _step(old, id, edited, names)
            said.put(_work_path(service, id), new[service][id].get("work"), edited, "work", names.language)
        data["agency"]["services"] = {id: {**part, "steps": new[id]} for id, part in services.items()}


def _work_path(service: str, step: str) -> tuple[str, ...]:
    return ("agency", "services", service, "steps", step, "work")


def _step_cells(id: str, step: Step, names: Names) -> Row:
    language = names.language
    work = step.work
    return {
        "title": step.title.say(language) if step.title else id,
        "by": names.labels("positions").get(step.by or "", NOTHING),
        "work": CalendarTime(seconds=work.mean).say(language) if work else "",
        "returns": format_share(step.returns.share, language) if step.returns else "",
        "approval": step.approval.to if step.approval else NOTHING,
        "external": step.external.mean.say(language) if step.external else "",
    }


def _step(step: Row, id: str, edited: Edited, names: Names) -> Row:
    if edited.changed("title"):
        step["title"] = names.titled(step.get("title"), edited.title(_STEP))
    if edited.changed("by"):
        by = names.id_of("positions", edited.row.get("by"), edited.number, _BY.heading)
        _set(step, "by", by)
    if edited.changed("work"):
        work = edited.read(_WORK, lambda text: write_effort(parse_effort(text)))
        _set(step, "work", _with_mean(step.get("work"), work))
    if edited.changed("returns"):
        share = edited.read(_RETURNS, lambda text: write_share(parse_share(text)))
        _set(step, "returns", {"to": id, **step.get("returns", {}), "share": share} if share else None)
    if edited.changed("approval"):
        level = filled(edited.row.get("approval"))
        _set(step, "approval", {**step.get("approval", {}), "to": level} if level else None)
    if edited.changed("external"):
        wait = edited.read(_EXTERNAL, lambda text: write_delay(parse_delay(text)))
        _set(step, "external", _with_mean(step.get("external"), wait))
    return step


def _set(step: Row, key: str, value: Any) -> None:
    step.pop(key, None)
    if value is not None:
        step[key] = value


def _with_mean(old: Any, mean: str | None) -> Any:
    """Return a duration with another mean: what was said of its spread stays, parameters of a family do not."""
    if mean is None or not isinstance(old, dict):
        return mean
    kept = {key: value for key, value in old.items() if key in ("scv", "basis") or (key == "family" and "mean" in old)}
    return {"mean": mean, **kept} if kept else mean


_ASKED: Final = Column("service", message("Service"), "choice", required=True)
_PER_DAY: Final = Column("per_day", message("Requests a day"), help=message("On an ordinary open day: 31; 2,5"))
_GROWTH: Final = Column("growth", message("Growth a year"), help=message("4 %/tahun"))
_BACKLOG: Final = Column("backlog", message("Waiting already"), "count", message("When the run begins"))


class Volumes:
    """How many citizens come."""

    name = "volumes"
    title = message("Volumes")
    about = message("Requests on an ordinary day; basis and source speak of that number.")

    def columns(self, scenario: Scenario, language: Language) -> tuple[Column, ...]:
        """Return the columns."""
        labels = tuple(Names(scenario, language).labels("services").values())
        return (replace(_ASKED, options=labels), _PER_DAY, _GROWTH, _BACKLOG, *basis_columns(language), _ID)

    def rows(self, scenario: Scenario, language: Language) -> list[Row]:
        """Return the rows."""
        labels, said = Names(scenario, language).labels("services"), Said.of(scenario.evidence)
        return [
            {
                "service": labels[demand.service or source],
                "per_day": format_number(demand.per_day, language) if demand.per_day is not None else "",
                "growth": format_share(demand.growth, language) if demand.growth else "",
                "backlog": demand.backlog,
                **said.cells(("demand", source, "per_day"), language),
                "id": source,
            }
            for source, demand in scenario.demand.items()
            if not demand.mix  # a mix of services is edited in the file
        ]

    def put(self, data: Row, said: Said, rows: Sequence[Edited], names: Names) -> None:
        """Put edited rows in the place of the old ones."""
        old = data["demand"]
        new = {source: part for source, part in old.items() if part.get("mix")}
        for edited in rows:
            service = names.id_of("services", edited.row.get("service"), edited.number, _ASKED.heading)
            if service is None:
                raise cell_error(edited.number, _ASKED.heading, message("which service?"))
            id = edited.row.get("id") if edited.old else slug(service, {*old, *new})
            new[id] = part = dict(old.get(id, {}))
            if edited.changed("service"):
                _set(part, "service", None if id == service else service)
            if edited.changed("per_day"):
                per_day = edited.read(_PER_DAY, parse_number)
                _set(part, "per_day", int(per_day) if per_day is not None and per_day == int(per_day) else per_day)
            if edited.changed("growth"):
                _set(part, "growth", edited.read(_GROWTH, lambda text: write_growth(parse_growth(_a_year(text)))))
            if edited.changed("backlog"):
                _set(part, "backlog", edited.count(_BACKLOG))
            said.put(("demand", id, "per_day"), part.get("per_day"), edited, "per_day", names.language)
        data["demand"] = new


def _a_year(text: str) -> str:
    return text if "/" in text or "per" in text else f"{text}/year"
