"""A release in the words of a person: what happened, and the facts that it carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughcare.commissioning.rules.ocds import Release

HAPPENED: dict[str, Promise] = {
    "planning": gettext_lazy("Planned"),
    "planningUpdate": gettext_lazy("The plan was changed"),
    "tender": gettext_lazy("Published for bids"),
    "tenderAmendment": gettext_lazy("The notice was changed"),
    "tenderUpdate": gettext_lazy("The notice was added to"),
    "tenderCancellation": gettext_lazy("Cancelled"),
    "award": gettext_lazy("Decided who is awarded it"),
    "awardUpdate": gettext_lazy("The award was changed"),
    "awardCancellation": gettext_lazy("The award was cancelled"),
    "contract": gettext_lazy("Contract signed"),
    "contractUpdate": gettext_lazy("More was said about the contract"),
    "contractAmendment": gettext_lazy("The contract was changed"),
    "implementation": gettext_lazy("Payments and results"),
    "implementationUpdate": gettext_lazy("Payments and results were put right"),
    "contractTermination": gettext_lazy("The contract ended"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a release says: its headings, and its facts as short sentences."""

    headings: tuple[str, ...]
    facts: tuple[str, ...]


def told(release: Release) -> Told:
    """The release in words of the language of whoever reads."""
    return Told(tuple(str(HAPPENED[tag]) for tag in release.tag if tag in HAPPENED), tuple(_facts(release)))


def _facts(release: Release) -> Iterator[str]:
    if tender := release.tender:
        if tender.lots:
            yield ngettext("%(num)s lot", "%(num)s lots", len(tender.lots)) % {"num": len(tender.lots)}
        yield from (amendment.description for amendment in tender.amendments)
    for award in release.awards:
        names = ", ".join(each.name or each.id for each in award.suppliers)
        if award.status == "unsuccessful":
            yield _("Not awarded: %(what)s") % {"what": award.title or ", ".join(award.related_lots)}
        elif names:
            yield _("Awarded to %(names)s") % {"names": names}
        if award.subcontracting:
            count = len(award.subcontracting.subcontracts)
            yield ngettext("%(num)s partner in the supply chain", "%(num)s partners in the supply chain", count) % {
                "num": count
            }
    for contract in release.contracts:
        yield from (amendment.description for amendment in contract.amendments)
        if contract.implementation and contract.implementation.transactions:
            count = len(contract.implementation.transactions)
            yield ngettext("%(num)s payment", "%(num)s payments", count) % {"num": count}
