"""Every page of the site: its address's name, who opens it, and what fills the address.

``tests/test_every_page_is_listed.py`` fails when the site has a page that is neither here nor in ``NOT_PAGES``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from tests.browser.world import HOME_REGION, World

Fill = Callable[[World], object]


@dataclass(frozen=True)
class Listed:
    """One page as one role sees it; ``fill`` gives the parts of the address, ``query`` what follows it."""

    name: str
    role: str
    fill: Mapping[str, Fill] = field(default_factory=dict)
    query: str = ""
    status: int = 200
    label: str = ""

    @property
    def id(self) -> str:
        """How tests and screenshots call it."""
        return "-".join(filter(None, (self.name.replace(":", "-"), self.label, self.role)))

    def address(self, world: World) -> str:
        """Where it is."""
        return reverse(self.name, kwargs={key: fill(world) for key, fill in self.fill.items()}) + self.query


def _always(value: object) -> Fill:
    return lambda _world: value


def _key(table: str, where: str = "TRUE") -> Fill:
    return lambda world: world.key_of_person(table, where)


CRN: Mapping[str, Fill] = {"crn": lambda world: world.person}
OTHER: Mapping[str, Fill] = {"crn": lambda world: world.other_region_person}
LIMITED: Mapping[str, Fill] = {"crn": lambda world: world.excluded[1]}
USER: Mapping[str, Fill] = {"number": lambda world: world.cast["practitioner"].number}
PAIR: Mapping[str, Fill] = {
    "crn": lambda world: world.duplicates[0],
    "other_crn": lambda world: world.duplicates[1],
}
NOBODY = "anonymous"

PAGES = (
    Listed("home", "practitioner"),
    Listed("home", "supplier"),
    Listed("home", "person"),
    Listed("sign-in", NOBODY),
    Listed("sign-in-everybody", NOBODY, {"role": _always("practitioner")}),
    Listed("accessibility", NOBODY),
    Listed("privacy", NOBODY),
    Listed("not-a-government-service", NOBODY),
    Listed("style-guide", NOBODY),
    Listed("how-we-decide", NOBODY),
    Listed("how-we-decide-try", NOBODY),
    Listed("how-we-decide-family", NOBODY, {"name": _always("record-access")}),
    Listed("how-we-decide-rule", NOBODY, {"name": _always("tier"), "rule_set": _always("a-to-g-2026")}, label="tier"),
    Listed("how-we-decide-rule", NOBODY, {
        "name": _always("contact-due"), "rule_set": _always("national-standards"),
    }, label="contact-due"),
    Listed("supervision:caseload", "practitioner"),
    Listed("supervision:caseload", "senior"),
    Listed("supervision:team", "senior"),
    Listed("supervision:unit", "head", {"code": lambda world: world.unit}),
    Listed("supervision:region", "director", {"code": _always(HOME_REGION)}),
    Listed("supervision:cases", "head"),
    Listed("supervision:cases", "director", query="?state=overdue", label="overdue"),
    Listed("supervision:person", "practitioner", CRN),
    Listed("supervision:person", "practitioner", {"crn": _always("X000000")}, status=404, label="absent"),
    Listed("supervision:timeline", "practitioner", CRN),
    Listed("supervision:sentences", "practitioner", CRN),
    Listed("supervision:contacts", "practitioner", CRN),
    Listed("supervision:new-contact", "practitioner", CRN),
    Listed("supervision:contact-outcome", "practitioner", {**CRN, "reference": lambda world: world.contact}),
    Listed("supervision:why", "practitioner", {**CRN, "rule": _always("contact-due")}, label="contact-due"),
    Listed("supervision:why", "practitioner", {**CRN, "rule": _always("tier")}, label="tier"),
    Listed("people:search", "practitioner"),
    Listed("people:search", "practitioner", query="?q=brandon", label="found"),
    Listed("people:search", "practitioner", query="?q=qqqqq", label="nobody"),
    Listed("people:duplicates", "senior"),
    Listed("people:compare", "senior", PAIR),
    Listed("people:reason", "practitioner", OTHER),
    Listed("people:details", "practitioner", CRN),
    Listed("people:change-person", "practitioner", CRN),
    Listed("people:add-other-name", "practitioner", CRN),
    Listed("people:add-identifier", "practitioner", CRN),
    Listed("people:add-contact-detail", "practitioner", CRN),
    Listed("people:end-contact-detail", "practitioner", {**CRN, "key": _key("people_contactdetail")}),
    Listed("people:add-circumstance", "practitioner", CRN),
    Listed("people:end-circumstance", "practitioner", {
        "crn": lambda world: world.with_circumstance[0], "key": lambda world: world.with_circumstance[1],
    }),
    Listed("people:characteristic", "practitioner", {**CRN, "kind": _always("ethnicity")}),
    Listed("people:remove", "practitioner", {
        **CRN, "what": _always("identifier"), "key": _key("people_identifier"),
    }),
    Listed("people:access", "head", LIMITED),
    Listed("people:add-limit", "head", {**CRN, "kind": _always("exclusion")}),
    Listed("people:consultations", "practitioner", CRN),
    Listed("transition:runs", "administrator"),
    Listed("accounts:users", "administrator"),
    Listed("accounts:users", "practitioner", status=403, label="refused"),
    Listed("accounts:add-user", "administrator"),
    Listed("accounts:user", "administrator", USER),
    Listed("organisations:postings", "administrator", USER),
    Listed("audit:trail", "auditor"),
    Listed("audit:consultations", "auditor"),
)  # fmt: skip

NOT_PAGES: Mapping[str, str] = {
    "supervision:dashboard": "leads to the unit or the region of whoever asks",
    "transition:export": "takes a request and leads to its progress",
    "transition:faults-csv": "a file",
    "transition:download": "a file",
    "ping-row": "the yardstick of bench/pages.py, without a layout",
    "set_language": "takes a choice and leads back",
    "sign-out": "ends the session and leads to the way in",
    "sign-in-single": "leads to the identity provider",
    "oidc_authentication_callback": "takes the identity provider's answer and leads on",
    "people:not-same": "takes a decision and leads back",
    "people:end-limit": "takes a decision and leads back",
    "accounts:grant-role": "takes a decision and leads back",
    "accounts:close-account": "takes a decision and leads back",
    "accounts:reopen-account": "takes a decision and leads back",
    "accounts:reset-second-factor": "takes a decision and leads back",
    "organisations:end-posting": "takes a decision and leads back",
    "audit:verify": "takes a request and leads back",
}

IN_JOURNEYS: Mapping[str, str] = {
    "sign-in-code": "test_passwords.py: only with a password, half-way through signing in",
    "sign-in-set-up": "test_passwords.py: only with a password, half-way through signing in",
    "sign-in-recovery-codes": "test_passwords.py: shown once",
    "choose-password": "test_passwords.py: only with a link from an administrator",
    "accounts:invite": "test_passwords.py: answers with the link, once",
    "transition:run": "test_administrator.py: only after a bundle was sent in",
    "transition:faults": "test_administrator.py: only after a bundle was sent in",
    "people:undo-merge": "test_leaders.py: only after a merge",
}
