"""The closed lists of codes of suppliers: legal form, need, cohort."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

LEGAL_FORM = code_list(
    "legal-form",
    _("Legal form"),
    "Charities Act 2011, Companies Act 2006, Co-operative and Community Benefit Societies Act 2014",
    ("charitable-company", _("Charitable company")),
    ("cio", _("Charitable incorporated organisation")),
    ("trust", _("Charitable trust")),
    ("association", _("Unincorporated association")),
    ("cic", _("Community interest company")),
    ("society", _("Registered society")),
    ("guarantee", _("Company limited by guarantee")),
    ("shares", _("Company limited by shares")),
    ("partnership", _("Partnership")),
    ("public-body", _("Public body")),
    ("not-known", _("Not known")),
)

NEED = code_list(
    "commissioned-need",
    _("Need that a service meets"),
    "Categories of commissioned rehabilitative services, ministryofjustice/hmpps-interventions-service",
    ("accommodation", _("Accommodation")),
    ("dependency-recovery", _("Dependency and recovery")),
    ("employment", _("Education, training and employment")),
    ("finance", _("Finance, benefit and debt")),
    ("mentoring", _("Mentoring and peer support")),
    ("wellbeing", _("Personal wellbeing")),
    ("womens-services", _("Women’s services")),
)

COHORT = code_list(
    "commissioned-cohort",
    _("People whom a service is for"),
    "Equality Act 2010 s.4, and groups named in commissioning",
    ("women", _("Women")),
    ("men", _("Men")),
    ("young-adults", _("Young adults")),
    ("older", _("Older people")),
    ("black-minoritised", _("Black and minoritised people")),
    ("gypsy-roma-traveller", _("Gypsy, Roma and Traveller people")),
    ("muslim", _("Muslim people")),
    ("disabled", _("Disabled people")),
    ("neurodivergent", _("Neurodivergent people")),
    ("lgbt", _("Lesbian, gay, bisexual and trans people")),
    ("care-leavers", _("People who were in care")),
    ("veterans", _("Veterans")),
    ("foreign-nationals", _("Foreign nationals")),
    ("families", _("Parents and families")),
)

SIZE = code_list(
    "organisation-size",
    _("Size by yearly income"),
    "Bands of the UK Civil Society Almanac, and those of the published totals",
    ("micro", _("Micro"), {"total": "under-1m"}),
    ("small", _("Small"), {"total": "under-1m"}),
    ("medium", _("Medium"), {"total": "under-1m"}),
    ("large", _("Large"), {"total": "1m-10m"}),
    ("major", _("Major"), {"total": "over-10m"}),
    ("super-major", _("Super-major"), {"total": "over-10m"}),
)

SERVED_KIND = code_list(
    "served-kind",
    _("Kind of offer"),
    "Local",
    ("need", _("Need")),
    ("cohort", _("People served")),
)
