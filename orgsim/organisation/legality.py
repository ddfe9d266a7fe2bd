"""Whether an organisation keeps the rules of a pack: warnings for a lawyer to look at, never verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orgsim.errors import message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_pack import Rule, RulePack

__all__ = ["Judgement", "LegalCase", "Measured", "judge"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says of an organisation.

    Attributes
    ----------
    rule
        Its name in the pack, and the rule.
    kept
        How many things are within its limit.
    warnings, unknown
        Those that are not, and those of which it cannot be said.
    """

    name: str
    rule: Rule
    kept: int
    warnings: tuple[Measured, ...]
    unknown: tuple[Measured, ...]


def judge(pack: RulePack, case: LegalCase) -> tuple[Judgement, ...]:
    """Hold an organisation against every rule of a pack, in the order of the pack.

    Parameters
    ----------
    pack
        The rules.
    case
        The organisation, and where it comes from.
    """
    return tuple(_judged(name, rule, case) for name, rule in pack.rules.items())


def _judged(name: str, rule: Rule, case: LegalCase) -> Judgement:
    found = [*_doubts(rule, case), *rule.test.measure(_for(rule, case))]
    return Judgement(
        name,
        rule,
        sum(one.holds is True for one in found),
        tuple(one for one in found if one.holds is False),
        tuple(one for one in found if one.holds is None),
    )


def _for(rule: Rule, case: LegalCase) -> LegalCase:
    """Return the case with the agencies that a rule applies to."""
    before = () if case.before is None else _bound(rule, LegalCase(case.before))
    return LegalCase(case.organisation, case.before, case.year, case.assumptions, _bound(rule, case), before)


def _bound(rule: Rule, case: LegalCase) -> tuple[str, ...]:
    chosen = (agency for agency in case.agencies if rule.tier in (None, case.tier(agency)))
    return tuple(agency for agency in chosen if not rule.functions or {*rule.functions} & {*case.functions(agency)})


def _doubts(rule: Rule, case: LegalCase) -> Iterator[Measured]:
    """Yield the agencies of which it is not known whether the rule applies to them."""
    for agency in case.agencies:
        if rule.tier is not None and case.tier(agency) is None:
            said = message("neither title nor `legal` says whether it belongs to a city or to a province")
            yield Measured(f"unit:{agency}", said, message("–"), None)
