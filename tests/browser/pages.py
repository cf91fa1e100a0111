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
REGISTRATION: Mapping[str, Fill] = {
    "crn": lambda world: world.registration[0], "reference": lambda world: world.registration[1],
}  # fmt: skip
ASSESSMENT: Mapping[str, Fill] = {
    "crn": lambda world: world.assessment[0], "reference": lambda world: world.assessment[1],
}  # fmt: skip

BOOKED: Mapping[str, Fill] = {**CRN, "reference": lambda world: world.contact}
OFFICER: Mapping[str, Fill] = {"code": lambda world: world.officer}
REDUCED: Mapping[str, Fill] = {"code": lambda world: world.reduction[0]}
REDUCTION: Mapping[str, Fill] = {**REDUCED, "key": lambda world: world.reduction[1]}


def _plan(*names: str) -> Mapping[str, Fill]:
    """The parts of an address about somebody whose plan has two versions."""
    return {name: lambda world, name=name: world.plan[name] for name in names}  # type: ignore[misc]


def _draft(key: str = "") -> Mapping[str, Fill]:
    """The parts of an address about a version that is being written."""
    crn: Mapping[str, Fill] = {"crn": lambda world: world.draft["crn"]}
    return {**crn, "key": lambda world: world.draft[key]} if key else crn


NOBODY = "anonymous"
PLACE: Mapping[str, Fill] = {"key": lambda world: world.place}
OPEN: Mapping[str, Fill] = {"reference": _always("fictional-homes-after-prison")}
DRAFTED: Mapping[str, Fill] = {"reference": _always("fictional-help-to-find-work")}
PANEL: Mapping[str, Fill] = {"reference": _always("fictional-rehabilitation")}
FINDABLE: Mapping[str, Fill] = {
    "number": lambda world: world.rows("SELECT supplier_id FROM commissioning_partneroffer ORDER BY supplier_id DESC")[
        0
    ][0]
}
SUPPLIER: Mapping[str, Fill] = {"number": lambda world: world.supplier}


def _enforced(table: str, where: str = "TRUE") -> Mapping[str, Fill]:
    """Number and reference of a row of enforcement."""
    return {
        "crn": lambda world: world.enforced(f"supervision_{table}", where)[0],
        "reference": lambda world: world.enforced(f"supervision_{table}", where)[1],
    }


AWAITING = _enforced("failure", "one.state = 'awaiting-reason'")
FAILED = _enforced("failure", "one.state = 'unacceptable'")
UNWARNED = _enforced(
    "failure",
    """one.state = 'unacceptable' AND NOT EXISTS (
    SELECT 1 FROM supervision_warnedfailure warned WHERE warned.failure_id = one.id)""",
)
GIVEN = _enforced("formalwarning", "one.state = 'given'")
APPEALED = _enforced("formalwarning", "one.state = 'appealed'")
WAITING = _enforced("breach", "one.state = 'waiting'")
IN_COURT = _enforced("breach", "one.state = 'presented'")
AGREED: Mapping[str, Fill] = {"reference": _always("fictional-rooms-1")}
TO_SIGN: Mapping[str, Fill] = {"reference": _always("fictional-rooms-2")}

TALK: Mapping[str, Fill] = {"reference": _always("fictional-talk-about-homes-aft")}
TALKED: Mapping[str, Fill] = {"reference": _always("fictional-talk-about-womens-se")}
TALK_OWED: Mapping[str, Fill] = {"reference": _always("fictional-talk-about-mentoring")}
TALK_DRAFT: Mapping[str, Fill] = {"reference": _always("fictional-talk-about-advice-on")}
STATED: Mapping[str, Fill] = {"reference": _always("fictional-help-with-debt")}
AGREED_NEED: Mapping[str, Fill] = {"reference": _always("fictional-homes-for-people-who-leave")}
USED_NEED: Mapping[str, Fill] = {"reference": _always("fictional-mentors-for-young-adults")}
STATING: Mapping[str, Fill] = {**STATED, "key": lambda world: world.of_draft_need("party")}
NEEDING: Mapping[str, Fill] = {**STATED, "key": lambda world: world.of_draft_need("line")}

AWARDED: Mapping[str, Fill] = {"reference": _always("fictional-rooms-and-tenancies")}

PAGES = (
    Listed("home", "practitioner"),
    Listed("organisations:home", "supplier"),
    Listed("commissioning:opportunities", "anonymous"),
    Listed("commissioning:opportunities", "supplier"),
    Listed("commissioning:opportunity", "anonymous", OPEN),
    Listed("commissioning:opportunity", "supplier", OPEN),
    Listed("commissioning:invited", "supplier"),
    Listed("commissioning:ask", "supplier", OPEN),
    Listed("commissioning:pipeline", NOBODY),
    Listed("commissioning:awards", NOBODY),
    Listed("commissioning:publish-pipeline", "commissioner"),
    Listed("commissioning:engagements", NOBODY),
    Listed("commissioning:engagements", "commissioner"),
    Listed("commissioning:engagement-planning", "commissioner"),
    Listed("commissioning:new-engagement", "commissioner"),
    Listed("commissioning:engagement", NOBODY, TALK),
    Listed("commissioning:engagement", "supplier", TALK),
    Listed("commissioning:engagement", NOBODY, TALKED, label="over"),
    Listed("commissioning:engagement-coming", "supplier", TALK),
    Listed("commissioning:engagement-ask", "supplier", TALK),
    Listed("commissioning:engagement-run", "commissioner", TALK),
    Listed("commissioning:engagement-run", "commissioner", TALK_DRAFT, label="draft"),
    Listed("commissioning:engagement-run", "director", TALK_OWED, label="owed"),
    Listed("commissioning:change-engagement", "commissioner", TALK),
    Listed("commissioning:cancel-engagement", "commissioner", TALK),
    Listed("commissioning:engagement-invited", "commissioner", TALK),
    Listed("commissioning:engagement-questions", "commissioner", TALK),
    Listed("commissioning:answer-engagement", "commissioner", {**TALK, "key": lambda world: world.asked_about}),
    Listed("commissioning:hold-engagement", "commissioner", TALK_OWED),
    Listed("commissioning:engagement-notes", "commissioner", TALK_OWED),
    Listed("commissioning:agreements", "commissioner"),
    Listed("commissioning:agreements", "supplier"),
    Listed("commissioning:agreement-payments", "anonymous"),
    Listed("commissioning:agreement-late", "commissioner"),
    *(Listed("commissioning:agreement", role, AGREED) for role in ("commissioner", "supplier", "anonymous")),
    *(Listed(f"commissioning:{verb}-agreement", "commissioner", AGREED) for verb in ("change", "extend", "review", "end")),
    Listed("commissioning:measure-agreement", "commissioner", {**AGREED, "place": _always(1)}),
    Listed("commissioning:note-notice", "commissioner", AGREED),
    Listed("commissioning:agreement-terms", "commissioner", TO_SIGN),
    Listed("commissioning:abandon-agreement", "commissioner", TO_SIGN),
    Listed("commissioning:sign-agreement", "supplier", TO_SIGN),
    Listed("commissioning:new-invoice", "supplier", AGREED),
    Listed("commissioning:invoice", "commissioner", {**AGREED, "key": lambda world: world.invoice}),
    Listed("commissioning:invoice", "supplier", {**AGREED, "key": lambda world: world.invoice}),
    Listed("commissioning:needs", "commissioner"),
    Listed("commissioning:needs", "director"),
    Listed("commissioning:new-need", "commissioner"),
    Listed("commissioning:need", "commissioner", STATED, label="draft"),
    Listed("commissioning:need", "commissioner", AGREED_NEED, label="agreed"),
    Listed("commissioning:need", "director", USED_NEED, label="used"),
    Listed("commissioning:change-need", "commissioner", STATED),
    Listed("commissioning:add-need-party", "commissioner", STATED),
    Listed("commissioning:need-party", "commissioner", STATING),
    Listed("commissioning:agree-need-share", "commissioner", STATING),
    Listed("commissioning:add-need-line", "commissioner", STATED),
    Listed("commissioning:need-line", "commissioner", NEEDING),
    Listed("commissioning:need-volume", "commissioner", NEEDING),
    Listed("commissioning:need-route", "commissioner", STATED),
    Listed("commissioning:withdraw-need", "commissioner", STATED),
    Listed("commissioning:meet-need", "commissioner", USED_NEED),
    Listed("commissioning:begin-competition-from-need", "commissioner", AGREED_NEED),
    Listed("commissioning:begin-panel-from-need", "commissioner", AGREED_NEED),
    Listed("commissioning:competitions", "commissioner"),
    Listed("commissioning:competitions", "director"),
    Listed("commissioning:approvals", "director"),
    Listed("commissioning:new-competition", "commissioner"),
    Listed("commissioning:competition", "commissioner", OPEN, label="open"),
    Listed("commissioning:competition", "commissioner", DRAFTED, label="draft"),
    Listed("commissioning:competition", "director", DRAFTED),
    *(Listed(f"commissioning:competition-{step}", "commissioner", DRAFTED)
      for step in ("terms", "lots", "criteria", "price", "questions", "dates")),
    Listed("commissioning:competition-lot", "commissioner", {**DRAFTED, "number": _always(1)}),
    Listed("commissioning:competition-funding", "commissioner", {**DRAFTED, "number": _always(1)}),
    Listed("commissioning:new-competition-question", "commissioner", DRAFTED),
    Listed("commissioning:competition-question", "commissioner", {**DRAFTED, "code": _always("q1")}),
    Listed("commissioning:publish-competition", "commissioner", {"reference": _always("fictional-advice-on-money")}),
    Listed("commissioning:competition-enquiries", "commissioner", OPEN),
    Listed("commissioning:answer-enquiry", "commissioner", {**OPEN, "key": lambda world: world.enquiry}),
    Listed("commissioning:change-competition", "commissioner", OPEN),
    Listed("commissioning:withdraw-competition", "commissioner", OPEN),
    Listed("commissioning:next-round", "commissioner", OPEN),
    Listed("commissioning:contracts", "commissioner"),
    Listed("commissioning:contracts", "anonymous"),
    Listed("commissioning:bids", "supplier"),
    Listed("commissioning:openings", "commissioner"),
    Listed("commissioning:opening", "commissioner", OPEN),
    Listed("commissioning:start-bid", "supplier", OPEN),
    Listed("commissioning:contract", "anonymous", {"reference": _always("DEMO-1")}),
    Listed("commissioning:evaluators", "commissioner", AWARDED),
    Listed("commissioning:award", "commissioner", AWARDED),
    Listed("commissioning:award-price", "commissioner", {**AWARDED, "number": _always(1), "bidder": _always(1)}),
    Listed("commissioning:direct-award", "commissioner", {**AWARDED, "number": _always(3)}),
    Listed("commissioning:result", "commissioner", {"key": lambda world: world.letter}),
    Listed("commissioning:evaluations", "senior"),
    Listed("commissioning:evaluations", "commissioner"),
    Listed("commissioning:results", "supplier"),
    Listed("commissioning:panels", "commissioner"),
    Listed("commissioning:panels", "anonymous"),
    Listed("commissioning:panel", "anonymous", PANEL),
    Listed("commissioning:panel", "supplier", PANEL),
    Listed("commissioning:new-panel", "commissioner"),
    Listed("commissioning:apply", "supplier", PANEL),
    Listed("commissioning:my-panels", "supplier"),
    Listed("commissioning:partners", "supplier"),
    Listed("commissioning:partner-offer", "supplier", SUPPLIER),
    Listed("commissioning:ask-partner", "supplier", FINDABLE),
    Listed("commissioning:route", "commissioner"),
    Listed("commissioning:route", "commissioner", query="?need=finance&region=N50&value=250000&outcome_certain=yes"
           "&service_bought=yes", label="decided"),
    Listed("commissioning:place", "supplier", {"key": lambda world: world.own_place}),
    Listed("commissioning:place", "commissioner", PLACE),
    Listed("commissioning:panel-decisions", "director"),
    Listed("commissioning:panel-decisions", "commissioner"),
    Listed("commissioning:applications", "supplier"),
    Listed("commissioning:applications", "commissioner"),
    Listed("commissioning:application", "supplier", {"key": lambda world: world.application("draft")}, label="draft"),
    Listed("commissioning:application", "commissioner", {
        "key": lambda world: world.application("under-review"),
    }, label="review"),
    Listed("commissioning:library", "supplier", SUPPLIER),
    Listed("commissioning:change-panel", "commissioner", {"reference": _always("fictional-peer-support")}),
    Listed("commissioning:change-panel", "commissioner", PANEL, label="open"),
    Listed("organisations:suppliers", "commissioner"),
    Listed("organisations:suppliers", "anonymous"),
    Listed("organisations:register-supplier", "commissioner"),
    Listed("organisations:register-own", "anonymous"),
    Listed("organisations:registration-sent", "anonymous"),
    Listed("organisations:supplier", "commissioner", SUPPLIER),
    Listed("organisations:supplier", "anonymous", SUPPLIER),
    Listed("organisations:supplier", "supplier", SUPPLIER),
    Listed("organisations:change-supplier", "commissioner", SUPPLIER),
    Listed("organisations:change-supplier", "supplier", SUPPLIER),
    Listed("organisations:colleagues", "supplier", SUPPLIER),
    Listed("own:home", "person"),
    Listed("own:appointments", "person"),
    Listed("own:ask", "person", {"reference": lambda world: world.own["reference"]}),
    Listed("own:conditions", "person"),
    Listed("own:plan", "person"),
    Listed("own:details", "person"),
    Listed("own:phone", "person"),
    Listed("own:language", "person"),
    Listed("own:waiting", "practitioner"),
    Listed("own:person", "practitioner", CRN),
    Listed("own:person", "practitioner", {"crn": lambda world: world.own["crn"]}, label="signs-in"),
    Listed("own:answer", "practitioner", {
        "crn": lambda world: world.own["crn"], "key": lambda world: world.own["asked"],
    }),
    Listed("workforce:team-phone", "director", {"code": lambda world: world.team}),
    Listed("workforce:join-team", "director", {"code": lambda world: world.team}),
    Listed("workforce:team-office", "director", {"code": lambda world: world.team}),
    Listed("sign-in", NOBODY),
    Listed("sign-in-everybody", NOBODY, {"role": _always("practitioner")}),
    Listed("accessibility", NOBODY),
    Listed("privacy", NOBODY),
    Listed("not-a-government-service", NOBODY),
    Listed("style-guide", NOBODY),
    Listed("how-we-decide", NOBODY),
    Listed("commissioning:notices", NOBODY),
    Listed("commissioning:notice", NOBODY, {"ocid": lambda world: "ocds-thr000-competition-fictional-rooms-and-tenancies"}),
    Listed("how-we-decide-try", NOBODY),
    Listed("how-we-decide-family", NOBODY, {"name": _always("national-standards")}),
    Listed("how-we-decide-rule", NOBODY, {"name": _always("tier"), "rule_set": _always("a-to-g-2026")}, label="tier"),
    Listed("how-we-decide-rule", NOBODY, {
        "name": _always("contact-due"), "rule_set": _always("national-standards"),
    }, label="contact-due"),
    Listed("how-we-decide-family", NOBODY, {"name": _always("pa2023-dynamic-market-light-touch")}, label="pack"),
    Listed("how-we-decide-rule", NOBODY, {
        "name": _always("price-score"), "rule_set": _always("evaluation"),
    }, label="price-score"),
    Listed("how-we-decide-rule", NOBODY, {
        "name": _always("bid-receipt"), "rule_set": _always("sealed-bids"),
    }, label="bid-receipt"),
    Listed("api:openapi-view", NOBODY),
    Listed("supervision:caseload", "practitioner"),
    Listed("supervision:caseload", "senior"),
    Listed("supervision:team", "senior"),
    Listed("supervision:unit", "head", {"code": lambda world: world.unit}),
    Listed("supervision:region", "director", {"code": _always(HOME_REGION)}),
    Listed("supervision:outcomes", "senior"),
    Listed("supervision:outcomes", "practitioner"),
    Listed("supervision:cases", "head"),
    Listed("supervision:cases", "director", query="?state=overdue", label="overdue"),
    Listed("supervision:person", "practitioner", CRN),
    Listed("supervision:person", "practitioner", {"crn": _always("X000000")}, status=404, label="absent"),
    Listed("supervision:timeline", "practitioner", CRN),
    Listed("supervision:sentences", "practitioner", CRN),
    Listed("supervision:custody", "practitioner", {**CRN, "reference": lambda world: world.sentence}),
    Listed("supervision:pss", "practitioner", {
        "crn": lambda world: world.after_licence[0], "reference": lambda world: world.after_licence[1],
    }),
    Listed("supervision:new-sentence", "practitioner", CRN),
    Listed("supervision:new-case", "practitioner"),
    Listed("supervision:contacts", "practitioner", CRN),
    Listed("supervision:new-contact", "practitioner", CRN),
    Listed("supervision:contact-outcome", "practitioner", {**CRN, "reference": lambda world: world.contact}),
    Listed("supervision:strike-contact", "practitioner", {**CRN, "reference": lambda world: world.contact}),
    Listed("supervision:diary", "practitioner"),
    Listed("supervision:diary", "practitioner", query="?view=day", label="day"),
    Listed("supervision:team-diary", "senior"),
    Listed("supervision:engagements", "practitioner"),
    Listed("supervision:diary-feed-settings", "practitioner"),
    Listed("supervision:appointments", "practitioner", CRN),
    Listed("supervision:plan-ahead", "practitioner", CRN),
    Listed("supervision:book", "practitioner", CRN),
    Listed("supervision:move-appointment", "practitioner", BOOKED),
    Listed("supervision:cancel-appointment", "practitioner", BOOKED),
    Listed("supervision:why", "practitioner", {**CRN, "rule": _always("contact-due")}, label="contact-due"),
    Listed("supervision:why", "practitioner", {**CRN, "rule": _always("tier")}, label="tier"),
    Listed("supervision:officer-workload", "practitioner", OFFICER),
    Listed("supervision:officer-workload", "senior", OFFICER),
    Listed("supervision:loads", "senior", {"kind": _always("team"), "code": lambda world: world.team}, label="team"),
    Listed("supervision:loads", "head", {"kind": _always("unit"), "code": lambda world: world.unit}, label="unit"),
    Listed("supervision:loads", "director", {"kind": _always("region"), "code": _always(HOME_REGION)}, label="region"),
    Listed("supervision:allocation", "senior"),
    Listed("supervision:reallocation", "senior"),
    Listed("supervision:allocate", "senior", CRN),
    Listed("supervision:allocation-needs", "senior", CRN),
    Listed("supervision:allocation-plans", "head", query="?region=N50"),
    Listed("supervision:allocation-plan", "head", {"key": lambda world: world.allocation_plan}),
    Listed("supervision:load-alarms", "director"),
    Listed("supervision:answer-alarm", "director", {"key": lambda world: world.alarm}),
    Listed("supervision:load-problems", "director"),
    Listed("supervision:new-task", "practitioner", OFFICER),
    Listed("workforce:working-time", "director", REDUCED),
    Listed("workforce:staff-profile", "director", REDUCED),
    Listed("workforce:new-hours", "director", REDUCED),
    Listed("workforce:new-reduction", "director", REDUCED),
    Listed("workforce:reduction", "director", REDUCTION),
    Listed("workforce:end-reduction", "director", REDUCTION),
    Listed("workforce:delete-reduction", "director", REDUCTION),
    Listed("workforce:leave-post", "director", REDUCED),
    Listed("workforce:grade", "director", REDUCED),
    Listed("supervision:closings", "practitioner", CRN),
    Listed("supervision:end-sentence", "practitioner", {**CRN, "reference": lambda world: world.sentence}),
    Listed("supervision:transfers", "head"),
    Listed("supervision:transfers", "director", query="?ended=1", label="ended"),
    Listed("supervision:transfer-offer", "practitioner", CRN),
    Listed("supervision:transfer", "head", {
        "crn": lambda world: world.transfer[0], "key": lambda world: world.transfer[1],
    }),
    Listed("supervision:plan", "practitioner", _plan("crn")),
    Listed("supervision:plan", "practitioner", CRN, label="other"),
    Listed("supervision:begin-plan", "practitioner", _plan("crn")),
    Listed("supervision:close-plan", "practitioner", _plan("crn")),
    Listed("supervision:plan-step", "practitioner", _plan("crn", "step")),
    Listed("supervision:plan-compare", "practitioner", _plan("crn", "plan")),
    Listed("supervision:plan-version", "practitioner", _plan("crn", "plan", "number")),
    Listed("supervision:plan-read", "practitioner", _plan("crn", "plan", "number")),
    Listed("supervision:plan-draft", "practitioner", _draft()),
    Listed("supervision:plan-needs", "practitioner", _draft()),
    Listed("supervision:plan-strengths", "practitioner", _draft()),
    Listed("supervision:new-objective", "practitioner", {**_draft(), "section": _always("drugs")}),
    Listed("supervision:change-objective", "practitioner", _draft("objective")),
    Listed("supervision:new-step", "practitioner", _draft("objective")),
    Listed("supervision:change-step", "practitioner", _draft("step")),
    Listed("supervision:share-plan", "practitioner", _draft()),
    Listed("supervision:discard-plan", "practitioner", _draft()),
    Listed("supervision:agree-plan", "practitioner", _draft()),
    Listed("supervision:risk", "practitioner", CRN),
    Listed("supervision:tier-history", "practitioner", CRN),
    Listed("supervision:new-registration", "practitioner", CRN, query="?type=MAPP"),
    Listed("supervision:correct-registration", "practitioner", REGISTRATION),
    Listed("supervision:review-registration", "practitioner", REGISTRATION),
    Listed("supervision:end-registration", "practitioner", REGISTRATION),
    Listed("supervision:new-assessment", "practitioner", CRN),
    Listed("supervision:assessment", "practitioner", ASSESSMENT),
    Listed("supervision:correct-assessment", "practitioner", ASSESSMENT),
    Listed("supervision:withdraw-assessment", "practitioner", ASSESSMENT),
    Listed("supervision:waive-grade", "senior", CRN),
    Listed("supervision:reviews", "practitioner"),
    Listed("supervision:reviews", "senior", query="?within=all&kind=assessment", label="all"),
    Listed("supervision:outgrown", "senior"),
    Listed("supervision:service-levels", "head"),
    Listed("supervision:service-levels", "practitioner"),
    Listed("supervision:service-level", "director", {"measure": _always("monthly-contact")}),
    Listed("supervision:service-level", "head", {"measure": _always("initial-appointment")}, query="?state=missed"),
    Listed("supervision:service-level", "senior", {"measure": _always("initial-plan")}, query="?month=2015-01",
           label="not-in-use"),
    Listed("supervision:service-level-why", "practitioner", {**CRN, "measure": _always("monthly-contact")}),
    Listed("supervision:enforcement", "practitioner"),
    Listed("supervision:enforcement", "senior"),
    Listed("supervision:enforcement", "director", query="?list=court", label="court"),
    Listed("supervision:compliance", "practitioner", CRN),
    Listed("supervision:compliance", "practitioner", {"crn": IN_COURT["crn"]}, label="court"),
    Listed("supervision:new-failure", "practitioner", {"crn": WAITING["crn"]}),
    Listed("supervision:failure", "practitioner", AWAITING, label="awaiting"),
    Listed("supervision:failure", "practitioner", FAILED, label="confirmed"),
    Listed("supervision:failure-reason", "practitioner", AWAITING),
    Listed("supervision:failure-decide-reason", "practitioner", {
        "crn": lambda world: world.reason_to_decide[0], "key": lambda world: world.reason_to_decide[1],
    }),
    Listed("supervision:failure-confirm", "practitioner", AWAITING),
    Listed("supervision:failure-reopen", "practitioner", FAILED),
    Listed("supervision:failure-ask", "practitioner", FAILED),
    Listed("supervision:warning-give", "practitioner", UNWARNED),
    Listed("supervision:warning", "practitioner", GIVEN),
    Listed("supervision:warning-withdraw", "practitioner", GIVEN),
    Listed("supervision:warning-appeal", "practitioner", GIVEN),
    Listed("supervision:warning-decide-appeal", "senior", APPEALED),
    Listed("supervision:breach", "practitioner", WAITING, label="waiting"),
    Listed("supervision:breach", "senior", IN_COURT, label="court"),
    Listed("supervision:breach-decide", "senior", WAITING),
    Listed("supervision:breach-pack", "practitioner", IN_COURT),
    Listed("supervision:breach-present", "practitioner", IN_COURT),
    Listed("supervision:breach-hearing", "practitioner", IN_COURT),
    Listed("supervision:breach-recalled", "practitioner", IN_COURT),
    Listed("supervision:breach-withdraw", "senior", IN_COURT),
    Listed("supervision:document", "practitioner", _enforced("issueddocument", "one.kind = 'warning'"), label="letter"),
    Listed("supervision:document", "practitioner", _enforced("issueddocument", "one.kind = 'pack'"), label="pack"),
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
    Listed("people:avoid-contact-detail", "practitioner", {**CRN, "key": _key("people_contactdetail")}),
    Listed("people:message-choice", "practitioner", CRN),
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
    Listed("accounts:own", "practitioner"),
    Listed("accounts:users", "administrator"),
    Listed("accounts:users", "practitioner", status=403, label="refused"),
    Listed("accounts:add-user", "administrator"),
    Listed("accounts:tokens", "administrator"),
    Listed("accounts:add-token", "administrator"),
    Listed("accounts:user", "administrator", USER),
    Listed("organisations:postings", "administrator", USER),
    Listed("webhooks:subscriptions", "administrator"),
    Listed("webhooks:add", "administrator"),
    Listed("webhooks:subscription", "administrator", {"number": lambda world: world.subscription}),
    Listed("audit:trail", "auditor"),
    Listed("audit:consultations", "auditor"),
)  # fmt: skip

NOT_PAGES: Mapping[str, str] = {
    "commissioning:announce-engagement": "takes a decision and leads back",
    "commissioning:discard-engagement": "takes a decision and leads back",
    "commissioning:engagement-not-coming": "takes a decision and leads back",
    "commissioning:remove-need-party": "takes a decision and leads back",
    "commissioning:remove-need-line": "takes a decision and leads back",
    "commissioning:restore-need-projection": "takes a decision and leads back",
    "commissioning:project-need": "takes a decision and leads back",
    "commissioning:agree-need": "takes a decision and leads back",
    "commissioning:publish-need": "takes a decision and leads back",
    "commissioning:use-need": "takes a decision and leads back",
    "organisations:add-identifier": "takes a form and leads back",
    "organisations:verify-identifier": "takes a decision and leads back",
    "organisations:remove-identifier": "takes a decision and leads back",
    "organisations:add-area": "takes a form and leads back",
    "organisations:remove-area": "takes a decision and leads back",
    "organisations:add-offer": "takes a form and leads back",
    "organisations:remove-offer": "takes a decision and leads back",
    "organisations:record-income": "takes a form and leads back",
    "organisations:remove-colleague": "takes a decision and leads back",
    "organisations:withdraw-invitation": "takes a decision and leads back",
    "organisations:registration": "only with the link of a registration",
    "organisations:invitation": "only with the link of an invitation",
    "commissioning:add-evidence": "takes a form and leads back",
    "commissioning:confirm-evidence": "takes a decision and leads back",
    "commissioning:remove-evidence": "takes a decision and leads back",
    "commissioning:keep-answer": "takes a form and leads back",
    "commissioning:confirm-answer": "takes a decision and leads back",
    "commissioning:evidence-file": "a file",
    "commissioning:agreement-members": "takes a form and leads back",
    "commissioning:agreement-indicators": "takes a form and leads back",
    "commissioning:remove-agreement-indicator": "takes a decision and leads back",
    "commissioning:agreement-instalments": "takes a form and leads back",
    "commissioning:remove-agreement-instalment": "takes a decision and leads back",
    "commissioning:unsign-agreement": "takes a decision and leads back",
    "commissioning:complete-agreement": "takes a decision and leads back",
    "commissioning:check-invoice": "takes a form and leads back",
    "commissioning:pay-invoice": "takes a form and leads back",
    "commissioning:return-invoice": "takes a form and leads back",
    "commissioning:report-conflict": "takes a decision and leads back",
    "commissioning:lock-scores": "takes a decision and leads back",
    "commissioning:note-discussion": "takes a decision and leads back",
    "commissioning:agree-score": "takes a decision and leads back",
    "commissioning:appoint-evaluator": "takes a decision and leads back",
    "commissioning:start-scoring": "takes a decision and leads back",
    "commissioning:moderate": "takes a decision and leads back",
    "commissioning:make-chair": "takes a decision and leads back",
    "commissioning:end-evaluator": "takes a decision and leads back",
    "commissioning:mitigate": "takes a decision and leads back",
    "commissioning:record-conflict": "takes a decision and leads back",
    "commissioning:propose-award": "takes a decision and leads back",
    "commissioning:recommend-award": "takes a decision and leads back",
    "commissioning:approve-award": "takes a decision and leads back",
    "commissioning:send-award-back": "takes a decision and leads back",
    "commissioning:publish-award": "takes a decision and leads back",
    "commissioning:award-nothing": "takes a decision and leads back",
    "commissioning:challenge-award": "takes a decision and leads back",
    "commissioning:settle-challenge": "takes a decision and leads back",
    "commissioning:take-award-back": "takes a decision and leads back",
    "commissioning:draft-contracts": "takes a decision and leads back",
    "commissioning:conclude-award": "takes a decision and leads back",
    "commissioning:end-lot": "takes a decision and leads back",
    "commissioning:evaluation-file": "a file",
    "commissioning:result-pdf": "a file",
    "commissioning:award-next-round": "takes a decision and leads back",
    "commissioning:approve-direct-award": "takes a decision and leads back",
    "commissioning:publish-direct-notice": "takes a decision and leads back",
    "commissioning:draft-direct-contract": "takes a decision and leads back",
    "commissioning:evaluation-room": "is there for somebody who was appointed to evaluate a competition",
    "commissioning:evaluation-bid": "is there for somebody who was appointed to evaluate a competition",
    "commissioning:consensus": "is there for somebody who was appointed to evaluate a competition",
    "commissioning:add-partner": "takes a form or a decision and leads back",
    "commissioning:remove-partner": "takes a form or a decision and leads back",
    "commissioning:sign-application": "takes a form or a decision and leads back",
    "commissioning:state-ground": "takes a form or a decision and leads back",
    "commissioning:find-ground": "takes a form or a decision and leads back",
    "commissioning:decide-ground": "takes a form or a decision and leads back",
    "commissioning:step-application": "takes a form or a decision and leads back",
    "commissioning:answer-application": "takes a form or a decision and leads back",
    "commissioning:review-application": "takes a form or a decision and leads back",
    "commissioning:ask-applicant": "takes a form or a decision and leads back",
    "commissioning:extend-application": "takes a form or a decision and leads back",
    "commissioning:assess-application": "takes a form or a decision and leads back",
    "commissioning:decide-application": "takes a form or a decision and leads back",
    "commissioning:appeal-declined": "takes a form or a decision and leads back",
    "commissioning:propose-sanction": "takes a form or a decision and leads back",
    "commissioning:leave-place": "takes a form or a decision and leads back",
    "commissioning:reply-to-sanction": "takes a form or a decision and leads back",
    "commissioning:decide-on-sanction": "takes a form or a decision and leads back",
    "commissioning:appeal-sanction": "takes a form or a decision and leads back",
    "commissioning:lift-suspension": "takes a form or a decision and leads back",
    "commissioning:hear-appeal": "takes a form or a decision and leads back",
    "commissioning:add-panel-category": "takes a form and leads back",
    "commissioning:remove-panel-category": "takes a decision and leads back",
    "commissioning:add-panel-condition": "takes a form and leads back",
    "commissioning:remove-panel-condition": "takes a decision and leads back",
    "commissioning:move-panel": "takes a decision and leads back",
    "commissioning:remove-competition-lot": "takes a decision and leads back",
    "commissioning:remove-competition-question": "takes a decision and leads back",
    "commissioning:offer-competition": "takes a decision and leads back",
    "commissioning:approve-competition": "takes a decision and leads back",
    "commissioning:send-back-competition": "takes a decision and leads back",
    **dict.fromkeys(
        (
            "commissioning:bid",
            "commissioning:bid-code",
            "commissioning:bid-again",
            "commissioning:bid-lots",
            "commissioning:bid-who",
            "commissioning:bid-question",
            "commissioning:bid-prices",
            "commissioning:bid-files",
            "commissioning:bid-review",
            "commissioning:bid-receipt",
            "commissioning:bid-sign",
            "commissioning:bid-sent",
            "commissioning:bid-withdraw",
        ),
        "of a bid, which nobody can open but who wrote it: the demonstration has none yet",
    ),
    "commissioning:answer-partner": "takes a decision and leads back",
    "commissioning:remove-bid-file": "takes a decision and leads back",
    "commissioning:opened-file": "a file",
    "commissioning:name-officer": "takes a form and leads back",
    "commissioning:remove-officer": "takes a decision and leads back",
    "commissioning:enrol-officer": "for an officer of a competition that is not published: the demonstration has none",
    "commissioning:declare-opening": "takes a form and leads back",
    "commissioning:open-bids": "takes a form and leads back",
    "commissioning:ocds-releases": "open data for other systems",
    "commissioning:ocds-record": "open data for other systems",
    "commissioning:ocds-everything": "open data for other systems",
    "commissioning:ocds-schema": "open data for other systems",
    "webhooks:pause": "takes a decision and leads back",
    "webhooks:resume": "takes a decision and leads back",
    "webhooks:rotate": "answers with the secret, once, after a request",
    "webhooks:replay": "takes a request and leads back",
    "webhooks:again": "takes a decision and leads back",
    "own:take-back": "takes a decision and leads back",
    "own:invite": "takes a decision and leads back",
    "own:close": "takes a decision and leads back",
    "own:seen": "takes a decision and leads back",
    "accounts:keep-draft": "takes what is being typed and answers nothing",
    "supervision:failure-strike": "is there for a failure that is no appointment's, as those of the demonstration are",
    "supervision:document-pdf": "a file",
    "supervision:document-send": "takes a decision and leads back",
    "supervision:document-send-again": "takes a decision and leads back",
    "supervision:document-printed": "takes a decision and leads back",
    "supervision:workload": "leads to the workload of whoever asks, or of what they lead",
    "supervision:new-allocation-plan": "takes a request and leads to the plan",
    "supervision:diary-feed": "a file, for whoever has its address",
    "supervision:revoke-diary-feed": "takes a decision and leads back",
    "supervision:remove-engagement": "takes a decision and leads back",
    "supervision:take-back-task": "takes a decision and leads back",
    "workforce:take-back-hours": "takes a decision and leads back",
    "supervision:dashboard": "leads to the unit or the region of whoever asks",
    "supervision:plan-pdf": "a file",
    "supervision:take-back-plan": "takes a decision and leads back",
    "supervision:alter-plan": "takes a decision and leads back",
    "transition:export": "takes a request and leads to its progress",
    "transition:faults-csv": "a file",
    "transition:conflicts-csv": "a file",
    "transition:download": "a file",
    "healthz": "what a machine asks: is the process alive",
    "readyz": "what a machine asks: can it serve",
    "ping-row": "the yardstick of bench/pages.py, without a layout",
    "set_language": "takes a choice and leads back",
    "sign-out": "ends the session and leads to the way in",
    "sign-in-single": "leads to the identity provider",
    "oidc_authentication_callback": "takes the identity provider's answer and leads on",
    "people:not-same": "takes a decision and leads back",
    "people:end-limit": "takes a decision and leads back",
    "accounts:grant-role": "takes a decision and leads back",
    "accounts:revoke-own-token": "takes a decision and leads back",
    "accounts:revoke-token": "takes a decision and leads back",
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
    "accounts:own-password": "test_passwords.py: only for whoever has a password",
    "accounts:own-recovery-codes": "test_passwords.py: only for whoever has a second factor",
    "accounts:invite": "test_passwords.py: answers with the link, once",
    "transition:run": "test_administrator.py: only after a bundle was sent in",
    "transition:faults": "test_administrator.py: only after a bundle was sent in",
    "transition:conflicts": "test_administrator.py: only after a bundle was sent in",
    "people:undo-merge": "test_leaders.py: only after a merge",
}
