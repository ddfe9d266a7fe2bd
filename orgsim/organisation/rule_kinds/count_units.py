"""How many units of a kind there are inside another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.legal_form import Form
from orgsim.organisation.rule_test import RULE_KINDS, Limit, RuleTest, limit_of, within


@RULE_KINDS.register
class CountUnits(RuleTest):
    """How many units of a kind lie inside each unit of another kind."""

    kind: Literal["count_units"] = "count_units"
    """Name of the kind of rule."""
    form: Form
    """What is counted."""
    within: Form = "agency"
    """Inside each unit of this kind."""
    most: Limit | None = None
    """No more than so many."""
    least: Limit | None = None
    """No fewer than so many."""

    title: ClassVar[Message] = message("number of units")
    example: ClassVar[dict[str, Any]] = {"form": "division", "most": {"A": 4, "B": 3, "C": 2}}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the count inside each container."""
        for agency in case.agencies:
            inner = [unit for unit in case.inside(agency) if unit != agency and case.form(unit) == self.within]
            for container in [agency] if self.within == "agency" else inner:
                yield self._counted(case, agency, container)

    def _counted(self, case: LegalCase, agency: str, container: str) -> Measured:
        forms = [case.form(unit) for unit in case.inside(container) if unit != container]
        if not forms and self.least is not None:  # a case may leave the inside of an agency out
            said = message("its units are not in the file")
            return Measured(f"unit:{container}", said, allowed(self.most, self.least, case.type(agency)), None)
        number, doubtful = forms.count(self.form), forms.count(None)
        type = case.type(agency)
        holds = within(number, self.most, self.least, type)
        counted = message("{number} units of the kind {form}", number=number, form=FORMS[self.form])
        if holds and within(number + doubtful, self.most, None, type) is not True:
            holds = None
            counted = message("{number} units of the kind {form}, and {unknown} of a kind that nobody says",
                              number=number, form=FORMS[self.form], unknown=doubtful)  # fmt: skip
        elif holds is None:
            counted = message("{number} units of the kind {form}, in an agency whose type (A, B, C) nobody says",
                              number=number, form=FORMS[self.form])  # fmt: skip
        return Measured(f"unit:{container}", counted, allowed(self.most, self.least, type), holds)


def allowed(most: Limit | None, least: Limit | None, type: Any) -> Message:
    """Return a limit in words."""
    above, below = limit_of(most, type), limit_of(least, type)
    if above and below and above == below:
        return message("exactly {number}", number=above[0])
    if above and above[0] != above[1] and isinstance(most, dict):
        by_type = ", ".join(f"{name}: {number:g}" for name, number in most.items())
        return message("by type of agency at most {numbers}", numbers=by_type)
    if above and below:
        return message("{least} to {most}", least=below[0], most=above[1])
    if above:
        return message("at most {number}", number=above[1])
    return message("at least {number}", number=below[0]) if below else message("–")


FORMS: dict[str, Message] = {
    "agency": message("agency (dinas, badan)"),
    "secretariat": message("secretariat (sekretariat)"),
    "division": message("division (bidang)"),
    "section": message("section (seksi)"),
    "subdivision": message("subdivision (subbagian)"),
    "implementation": message("implementation unit (UPTD)"),
    "team": message("team (tim)"),
    "other": message("other unit"),
}
"""What kinds of unit are called."""
