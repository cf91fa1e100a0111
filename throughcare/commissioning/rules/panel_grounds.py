"""What the grounds of exclusion are called; which of them count under which law is in ``parameters/panel.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from throughcare.commissioning.rules.panel_policy import panel
from throughcare.kernel.decision import mark

GROUNDS: Mapping[str, str] = {
    "conspiracy": mark("Conspiracy"),
    "corruption": mark("Corruption"),
    "bribery": mark("Bribery"),
    "fraud": mark("Fraud"),
    "terrorism": mark("Terrorism"),
    "money-laundering": mark("Money laundering"),
    "slavery-trafficking": mark("Slavery or trafficking in people"),
    "drug-trafficking": mark("Trafficking in drugs"),
    "tax-breach-established": mark("Unpaid tax, established by a decision"),
    "tax-breach-suspected": mark("Unpaid tax, not established by a decision"),
    "corporate-manslaughter": mark("Corporate manslaughter"),
    "labour-market-offence": mark("Offence against the law of labour"),
    "labour-market-misconduct": mark("Misconduct towards workers"),
    "organised-crime": mark("Organised crime"),
    "tax-offence": mark("Offence against the law of tax"),
    "tax-misconduct": mark("Misconduct in matters of tax"),
    "cartel-offence": mark("Cartel offence"),
    "competition-infringement": mark("Breach of competition law"),
    "potential-competition-infringement": mark("Possible breach of competition law"),
    "debarred": mark("On the debarment list"),
    "environmental-social-labour-breach": mark("Breach of environmental, social or labour law"),
    "environmental-misconduct": mark("Misconduct towards the environment"),
    "insolvency": mark("Insolvency"),
    "suspended-business": mark("Business suspended"),
    "grave-misconduct": mark("Grave professional misconduct"),
    "professional-misconduct": mark("Professional misconduct"),
    "distorting-competition": mark("Agreement to distort competition"),
    "conflict-of-interest": mark("Conflict of interest"),
    "prior-involvement": mark("Part in preparing the procurement"),
    "poor-performance": mark("Breach of a contract or poor performance"),
    "misrepresentation": mark("Misrepresentation"),
    "undue-influence": mark("Undue influence"),
    "acting-improperly": mark("Acting improperly in a procurement"),
    "national-security": mark("Threat to national security"),
}


def grounds_on(law_of: date) -> tuple[str, ...]:
    """The grounds of the law of a day, those that must exclude first."""
    return (*panel("mandatory-grounds", law_of).value, *panel("discretionary-grounds", law_of).value)
