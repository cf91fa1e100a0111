"""What the people of the story say: data, which a page shows as it was typed, in whatever language."""

from __future__ import annotations

PANEL, COMPETITION = "Fictional homes in the East Midlands", "Fictional homes in two counties"
DERBYSHIRE, NOTTINGHAMSHIRE = "Fictional homes in Derbyshire", "Fictional homes in Nottinghamshire"
PURPOSE = "Homes for people on probation from organisations of every size in the two counties"
CONDITION, CURE = "Fictional cover of five million", "Take out cover with an insurer"
MUST = "The organisation holds a public liability insurance"
PART = "It finds the homes and holds the leases of them"
SPECIFICATION = (
    "A home that somebody can keep from the day on which they leave prison, with support for as long as it takes"
)
QUALITY, VALUE = "Fictional quality of the homes", "Fictional gain to the area"
CRITERIA = ((QUALITY, "quality", "60"), (VALUE, "social-value", "15"), ("Fictional price", "price", "25"))
QUESTIONS = (
    (QUALITY, "How will you find homes that people can keep for longer than a year?", "It names the landlords"),
    (VALUE, "What else will the two counties gain from the work that you do?", "It names jobs with a number"),
)
SERVES = "A home that is kept for a year"
ASKED = "May the homes be shared by two people who know each other?"
TOLD = "Yes, where both of them want it and each has a room of their own."
ANSWER = "We hold leases with two landlords who know us, and visit each home every week for the first two months."
REASONS = "It says who does what and by when, and that it was done before."
DISCUSSED = "We looked again at what the question asks for and read the answer together."
AGREED = "We found the same: it is clear on people and dates, with evidence."
MODERATED = "Read through by somebody who scored nothing, and agreed."
ASKED_LOW = "How do you pay for the staff and the homes at this price?"
EXPLAINED = "Two landlords let us have the homes below the market, in writing, for the whole of the term."
BELIEVED = "The letters of both landlords were seen, and the figures add up."
NOBODY_BID = "Nobody bid for the homes in this county."
AGAIN = f"{COMPETITION}, round 2"
BEST = "It is the best bid by the weights that were published."
INDICATOR = {
    "Name": "Fictional homes that were kept",
    "Definition": "People who still live in the home a year after they moved in",
    "Who answers for it": "The contract manager of the region",
    "Counted": "People who are still there a year later",
    "Out of": "People who moved in a year before",
    "How it could be gamed, and what would show that": "Only people who find it easy move in, and few with a long sentence",
}

SAID = (
    PANEL, COMPETITION, DERBYSHIRE, NOTTINGHAMSHIRE, PURPOSE, CONDITION, MUST, CURE, PART, SPECIFICATION, SERVES, ASKED,
    TOLD, ANSWER, REASONS, DISCUSSED, AGREED, MODERATED, ASKED_LOW, EXPLAINED, BELIEVED, NOBODY_BID, BEST, AGAIN,
    *INDICATOR.values(), *(each for row in QUESTIONS for each in row), *(row[0] for row in CRITERIA),
)  # fmt: skip
