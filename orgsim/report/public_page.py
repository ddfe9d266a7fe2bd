"""What the public may see of an agency's staff: units, posts and numbers; never a name, a number or a pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.errors import message
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
    note = message("Units, posts and numbers only: no names, no staff numbers, no pay of anybody.")
    return Table(message("Staff of {agency}", agency=organisation.agency.title), columns, rows, (note,))
