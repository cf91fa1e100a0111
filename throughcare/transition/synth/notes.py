"""Short notes in plain English, put together from parts."""

from __future__ import annotations

from throughcare.transition.synth.dice import Dice

ATTENDED = (
    "Came on time and was open about the week.",
    "Arrived ten minutes late because of the bus.",
    "Quiet at first, then talked about plans for work.",
    "Good meeting; we went through the sentence plan together.",
    "Brought a letter from the housing association.",
    "Talked about money and the Universal Credit journal.",
    "In good spirits; saw the children at the weekend.",
    "Tired after a night shift, but took part.",
    "Worried about rent arrears.",
    "Spoke about a disagreement with a neighbour and how it was left.",
    "Started the course on Monday and likes the tutor.",
    "No change at home. Nothing new to report.",
    "Says sleep is better since seeing the GP.",
)
NEXT = (
    "Next: practise the exercise on thinking before acting.",
    "Next: ring the drug and alcohol service together.",
    "Agreed to bring the tenancy letter next time.",
    "Referral to the employment adviser discussed.",
    "Will ask the GP about the waiting list.",
    "Reminded of the conditions of the order.",
    "Travel fare refunded.",
    "Home visit to be arranged next month.",
    "Next appointment given in writing.",
    "",
)
MISSED = (
    "Did not come. Rang twice, no answer; left a message.",
    "Sent a text an hour before to say that the car would not start.",
    "Did not come. Letter sent to the last known address.",
    "Telephoned in the morning to say unwell.",
    "Employer changed the shift at short notice; evidence seen.",
    "No contact. To be discussed with the senior.",
    "School rang about a child; evidence to follow.",
)
CANCELLED = (
    "Moved because of officer training.",
    "Moved at the person's request; new time agreed.",
    "Office closed early.",
)
HOME = (
    "Seen at home; everyone in the household was in.",
    "Home visit done with a colleague.",
    "Home tidy, heating working.",
)
PHONE = ("Short call; all well.", "Rang back after a missed call.", "Talked through the letter from the council.")
PLAN = (
    "Plan agreed and a copy given.",
    "Plan done after two meetings; three objectives.",
    "Goals: housing, work, thinking.",
)
PAPER = (
    "Message from the police community team noted.",
    "Proof of address received.",
    "E-mail from the treatment service.",
)


def note(dice: Dice, kind: str, outcome: str) -> str:
    """A note for a contact of this type and outcome."""
    if kind in ("PLAN", "REVW"):
        return dice.pick(PLAN)
    if kind == "NOTE":
        return dice.pick(PAPER)
    if outcome.startswith("RS"):
        return dice.pick(CANCELLED)
    if not outcome.startswith(("ATTC", "AFTC", "ATS")):
        return dice.pick(MISSED)
    opening = HOME if kind in ("CHVS", "COHV", "CODC") else PHONE if kind == "COPT" else ATTENDED
    return f"{dice.pick(opening)} {dice.pick(NEXT)}".rstrip()
