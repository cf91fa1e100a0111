"""The parts of somebody's life that a sentence plan works on: the sections of the assessment, with their plain names."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

SECTION = code_list(
    "plan-section",
    _("Part of life"),
    "Sections of need of the assessments that hmpps-tier reads; the plain names are our own",
    ("accommodation", _("Accommodation"), {"plain": _("Somewhere to live"), "assessed": True}),
    ("ete", _("Education, training and employment"), {"plain": _("Work and learning"), "assessed": True}),
    ("finance", _("Finance"), {"plain": _("Money")}),
    ("relationships", _("Relationships"), {"plain": _("Family and relationships"), "assessed": True}),
    ("lifestyle", _("Lifestyle and associates"), {"plain": _("How you spend your time"), "assessed": True}),
    ("drugs", _("Drugs"), {"plain": _("Drugs"), "assessed": True}),
    ("alcohol", _("Alcohol"), {"plain": _("Alcohol"), "assessed": True}),
    ("wellbeing", _("Emotional wellbeing"), {"plain": _("Health and wellbeing")}),
    ("thinking", _("Thinking and behaviour"), {"plain": _("Thinking things through"), "assessed": True}),
    ("attitudes", _("Attitudes"), {"plain": _("How you see things"), "assessed": True}),
    ("order", _("The order or licence"), {"plain": _("Your order or licence")}),
)
ASSESSED = SECTION.having("assessed")
