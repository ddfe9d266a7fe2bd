"""What the public may see of an agency's staff: units, posts and numbers; never a name, a number or a pay."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from orgsim.errors import Message, message
from orgsim.language import Language, say
from orgsim.report.amounts import Plain
from orgsim.report.tables import Column, Table

if TYPE_CHECKING:
    from orgsim.organisation.organisation import Organisation


def public_page(organisation: Organisation) -> Table:
    """Return the staff of an organisation by unit and post.

    Parameters
    ----------
    organisation
        As it is on a date.
    """
    columns = (
        Column(message("Unit")),
        Column(message("Post")),
        Column(message("Staff"), right=True),
    )
    rows = tuple(
        (unit.title, position.title, Plain(len(position.people)))
        for name, unit in organisation.units.items()
        for position in organisation.positions.values()
        if position.unit == name
    )
    return Table(_title(organisation), columns, rows, tuple(_notes(organisation)))


def _notes(organisation: Organisation) -> Iterator[Message]:
    yield message("Units, posts and numbers only: no names, no staff numbers, no pay of anybody.")
    if organisation.agency.change.public_from is not None:
        yield message("This structure makes it public from {date} on.", date=organisation.agency.change.public_from)


def is_public(organisation: Organisation) -> bool:
    """Whether anything in a structure makes this page public."""
    return organisation.agency.change.public_from is not None


def _title(organisation: Organisation) -> Message:
    return message("Staff of {agency}", agency=organisation.agency.title)


def public_html(organisation: Organisation, language: Language) -> str:
    """Return the same as a page that needs nothing but itself."""
    table = public_page(organisation)
    heading, *rows = ([escape(cell) for cell in row] for row in table.spoken(language))
    title = escape(say(_title(organisation), language))
    lines = [
        "<!doctype html>",
        f'<html lang="{language}">',
        f'<head><meta charset="utf-8"><title>{title}</title>',
        "<style>body{font-family:sans-serif;margin:2rem}th,td{text-align:left;padding:.2rem 1rem .2rem 0}"
        "td:last-child,th:last-child{text-align:right}</style></head>",
        f"<body><h1>{title}</h1>",
        "<table>",
        "<tr>" + "".join(f"<th>{cell}</th>" for cell in heading) + "</tr>",
        *("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows),
        "</table>",
        *(f"<p>{escape(say(note, language))}</p>" for note in table.notes),
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"
