"""Reference tables about people and sentences.

Protected characteristics follow the Equality Act 2010 s.4 and the categories of the 2021 census of England and Wales;
each list ends with the answer "prefer not to say", which is an answer and not a gap.
"""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

NOT_SAID = "not-said"
_NOT_SAID = (NOT_SAID, _("Prefer not to say"))

SEX = code_list(
    "sex",
    _("Sex"),
    "Equality Act 2010 s.11; hmpps-tier counts points for women alone",
    ("M", _("Male")),
    ("F", _("Female")),
    ("X", _("Not known or indeterminate")),
)

ETHNICITY = code_list(
    "ethnicity",
    _("Ethnic group"),
    "Census 2021, England and Wales, 19 categories",
    ("W1", _("White: English, Welsh, Scottish, Northern Irish or British")),
    ("W2", _("White: Irish")),
    ("W3", _("White: Gypsy or Irish Traveller")),
    ("W4", _("White: Roma")),
    ("W9", _("White: any other background")),
    ("M1", _("Mixed: White and Black Caribbean")),
    ("M2", _("Mixed: White and Black African")),
    ("M3", _("Mixed: White and Asian")),
    ("M9", _("Mixed: any other background")),
    ("A1", _("Asian: Indian")),
    ("A2", _("Asian: Pakistani")),
    ("A3", _("Asian: Bangladeshi")),
    ("A4", _("Asian: Chinese")),
    ("A9", _("Asian: any other background")),
    ("B1", _("Black: African")),
    ("B2", _("Black: Caribbean")),
    ("B9", _("Black: any other background")),
    ("O1", _("Arab")),
    ("O9", _("Any other ethnic group")),
    _NOT_SAID,
)

RELIGION = code_list(
    "religion",
    _("Religion or belief"),
    "Census 2021, England and Wales",
    ("none", _("No religion")),
    ("christian", _("Christian")),
    ("buddhist", _("Buddhist")),
    ("hindu", _("Hindu")),
    ("jewish", _("Jewish")),
    ("muslim", _("Muslim")),
    ("sikh", _("Sikh")),
    ("other", _("Any other religion")),
    _NOT_SAID,
)

SEXUAL_ORIENTATION = code_list(
    "sexual-orientation",
    _("Sexual orientation"),
    "Census 2021, England and Wales",
    ("heterosexual", _("Straight or heterosexual")),
    ("gay-lesbian", _("Gay or lesbian")),
    ("bisexual", _("Bisexual")),
    ("other", _("Other sexual orientation")),
    _NOT_SAID,
)

DISABILITY = code_list(
    "disability",
    _("Disability"),
    "Equality Act 2010 s.6; categories as the field records them",
    ("none", _("No disability")),
    ("mental-health", _("Mental health condition")),
    ("learning", _("Learning disability or difficulty")),
    ("neurodivergent", _("Autism, ADHD or other neurodivergence")),
    ("mobility", _("Reduced mobility")),
    ("hearing", _("Hearing impairment")),
    ("visual", _("Visual impairment")),
    ("long-term", _("Long-term illness")),
    ("other", _("Other disability")),
    _NOT_SAID,
)

GENDER_IDENTITY = code_list(
    "gender-identity",
    _("Gender identity"),
    "Census 2021, England and Wales",
    ("same", _("Same as sex registered at birth")),
    ("trans-man", _("Trans man")),
    ("trans-woman", _("Trans woman")),
    ("non-binary", _("Non-binary")),
    ("other", _("Other gender identity")),
    _NOT_SAID,
)

RELATIONSHIP = code_list(
    "relationship",
    _("Marriage and civil partnership"),
    "Equality Act 2010 s.8",
    ("single", _("Single")),
    ("married", _("Married or in a civil partnership")),
    ("separated", _("Separated or divorced")),
    ("widowed", _("Widowed")),
    _NOT_SAID,
)

PREGNANCY = code_list(
    "pregnancy",
    _("Pregnancy and maternity"),
    "Equality Act 2010 s.4",
    ("no", _("Not pregnant, no birth in the last 26 weeks")),
    ("pregnant", _("Pregnant")),
    ("maternity", _("Gave birth in the last 26 weeks")),
    _NOT_SAID,
)

CHARACTERISTICS = {
    codes.name: codes
    for codes in (ETHNICITY, RELIGION, SEXUAL_ORIENTATION, DISABILITY, GENDER_IDENTITY, RELATIONSHIP, PREGNANCY)
}
CHARACTERISTIC_KIND = code_list(
    "characteristic-kind",
    _("Protected characteristic"),
    "Equality Act 2010 s.4 (age and sex are part of the person's own record)",
    *((name, codes.title) for name, codes in CHARACTERISTICS.items()),
)

LANGUAGE = code_list(
    "language",
    _("Preferred language"),
    "ISO 639-1, the languages letters and interpreters are asked for in most",
    ("en", _("English")),
    ("cy", _("Welsh")),
    ("ar", _("Arabic")),
    ("bn", _("Bengali")),
    ("fa", _("Persian")),
    ("lt", _("Lithuanian")),
    ("pa", _("Punjabi")),
    ("pl", _("Polish")),
    ("pt", _("Portuguese")),
    ("ro", _("Romanian")),
    ("so", _("Somali")),
    ("sq", _("Albanian")),
    ("ur", _("Urdu")),
    ("vi", _("Vietnamese")),
    ("zz", _("Another language")),
)

IDENTIFIER_KIND = code_list(
    "identifier-kind",
    _("Identifier"),
    "Identifiers carried by case records in England and Wales",
    ("PNC", _("Police National Computer number")),
    ("CRO", _("Criminal Records Office number")),
    ("NOMS", _("Prison (NOMS) number")),
    ("NINO", _("National Insurance number")),
    ("OLD-CRN", _("Earlier case reference number")),
)

NAME_KIND = code_list(
    "name-kind",
    _("Other name"),
    "Names a person has been known by",
    ("alias", _("Alias")),
    ("former", _("Former name")),
)

CONTACT_DETAIL_KIND = code_list(
    "contact-detail-kind",
    _("Contact detail"),
    "Ways of reaching a person",
    ("address", _("Address")),
    ("mobile", _("Mobile telephone")),
    ("telephone", _("Telephone")),
    ("email", _("Email")),
)

MESSAGE_CHANNEL = code_list(
    "message-channel",
    _("Reminders"),
    "Ours: people are asked, and nothing is sent to those who were not",
    ("sms", _("By text message"), {"detail": "mobile"}),
    ("email", _("By email"), {"detail": "email"}),
    ("none", _("No reminders")),
)

AVOID = code_list(
    "avoid-reason",
    _("Not to be used"),
    "Ours: why a number or an address must not be used",
    ("unsafe", _("Somebody else sees or hears it")),
    ("asked", _("The person asked us not to")),
    ("wrong", _("It does not reach the person")),
)

CIRCUMSTANCE_KIND = code_list(
    "circumstance-kind",
    _("Circumstance"),
    "Personal circumstances that change how a person is supervised",
    ("accommodation", _("Accommodation")),
    ("employment", _("Work, education or training")),
    ("caring", _("Caring responsibilities")),
    ("health", _("Health")),
    ("benefits", _("Income and benefits")),
    ("other", _("Other")),
)

ACCESS_KIND = code_list(
    "access-kind",
    _("Limited access"),
    "Two lists per person: people barred from the record, and people it is restricted to",
    ("exclusion", _("Barred from the record")),
    ("restriction", _("Record restricted to")),
)

SENTENCE_KIND = code_list(
    "sentence-kind",
    _("Sentence"),
    "Sentencing Act 2020; disposal types SP, NC and SC as hmpps-tier reads them",
    ("community-order", _("Community order"), {"disposal": "SP", "custodial": False}),
    ("suspended-sentence-order", _("Suspended sentence order"), {"disposal": "SP", "custodial": False}),
    ("custody-short", _("Custody under 12 months"), {"disposal": "SC", "custodial": True}),
    ("custody-determinate", _("Custody of 12 months or more"), {"disposal": "SC", "custodial": True}),
    ("custody-extended", _("Extended sentence"), {"disposal": "SC", "custodial": True}),
    ("custody-life", _("Life sentence"), {"disposal": "SC", "custodial": True, "indeterminate": True}),
    (
        "custody-ipp",
        _("Imprisonment for public protection"),
        {"disposal": "SC", "custodial": True, "indeterminate": True},
    ),
    ("youth-custody", _("Detention and training order"), {"disposal": "NC", "custodial": True}),
    ("supervision-default-order", _("Supervision default order"), {"disposal": "SP", "custodial": False}),
)

REQUIREMENT_CATEGORY = code_list(
    "requirement-category",
    _("Requirement"),
    "Sentencing Act 2020 Sch. 9; main categories F, W, W1 and C as public systems carry them, the rest are our slugs",
    ("rar", _("Rehabilitation activity"), {"main": "F", "unit": "days"}),
    ("upw", _("Unpaid work"), {"main": "W", "unit": "hours"}),
    ("upw-extension", _("Unpaid work extension"), {"main": "W1", "unit": "hours"}),
    ("ap", _("Accredited programme"), {"main": "C", "unit": "days"}),
    ("drr", _("Drug rehabilitation"), {"main": "DRR", "unit": "months"}),
    ("atr", _("Alcohol treatment"), {"main": "ATR", "unit": "months"}),
    ("mhtr", _("Mental health treatment"), {"main": "MHTR", "unit": "months"}),
    ("aamr", _("Alcohol abstinence and monitoring"), {"main": "AAMR", "unit": "days", "restrictive": True}),
    ("curfew", _("Curfew"), {"main": "CUR", "unit": "months", "restrictive": True}),
    ("exclusion", _("Exclusion"), {"main": "X", "unit": "months", "restrictive": True}),
    ("residence", _("Residence"), {"main": "RES", "unit": "months", "restrictive": True}),
    ("prohibited-activity", _("Prohibited activity"), {"main": "PA", "unit": "months", "restrictive": True}),
    ("foreign-travel", _("Foreign travel prohibition"), {"main": "FT", "unit": "months", "restrictive": True}),
    ("attendance-centre", _("Attendance centre"), {"main": "AC", "unit": "hours"}),
    (
        "em-whereabouts",
        _("Electronic monitoring of whereabouts"),
        {"main": "EMW", "unit": "months", "restrictive": True},
    ),
)

LENGTH_UNIT = code_list(
    "length-unit",
    _("Unit of length"),
    "Units in which courts set requirements",
    ("hours", _("hours")),
    ("days", _("days")),
    ("months", _("months")),
)

LICENCE_CONDITION_CATEGORY = code_list(
    "licence-condition-category",
    _("Licence condition"),
    "Criminal Justice Act 2003 s.250 and the standard licence conditions order",
    ("standard", _("Standard conditions")),
    ("residence", _("Residence at an approved place")),
    ("contact", _("No contact with a named person")),
    ("exclusion-zone", _("Exclusion zone")),
    ("curfew", _("Curfew")),
    ("programme", _("Programme or offending behaviour work")),
    ("drug-testing", _("Drug testing")),
    ("alcohol-monitoring", _("Alcohol monitoring")),
    ("gps-tag", _("Electronic monitoring of whereabouts")),
    ("possession", _("Possession, ownership or inspection of items")),
    ("disclosure", _("Disclosure of information")),
    ("pss", _("Post-sentence supervision requirement")),
)

CUSTODY_KIND = code_list(
    "custody-kind",
    _("Time in custody"),
    "Why a person is held",
    ("sentence", _("Serving the sentence")),
    ("recall", _("Recalled")),
    ("remand", _("Remanded on another matter")),
)

OFFENCE_GROUP = code_list(
    "offence-group",
    _("Main offence group"),
    "Home Office counting groups, as published statistics use them",
    ("violence", _("Violence against the person")),
    ("sexual", _("Sexual offences")),
    ("robbery", _("Robbery")),
    ("theft", _("Theft offences")),
    ("arson-damage", _("Criminal damage and arson")),
    ("drugs", _("Drug offences")),
    ("weapons", _("Possession of weapons")),
    ("public-order", _("Public order offences")),
    ("fraud", _("Fraud offences")),
    ("motoring", _("Summary motoring")),
    ("other", _("Other offences")),
)

TERMINATION_REASON = code_list(
    "termination-reason",
    _("How it ended"),
    "Ways in which an order, a licence or a requirement ends",
    ("completed", _("Completed")),
    ("completed-early", _("Completed early, good progress")),
    ("revoked-breach", _("Revoked for breach")),
    ("revoked-offence", _("Revoked after a further offence")),
    ("revoked-other", _("Revoked for another reason")),
    ("expired", _("Expired, not completed")),
    ("recalled", _("Ended in custody after recall")),
    ("deceased", _("Person died")),
    ("transferred", _("Transferred out of England and Wales")),
)

ALL = (
    SEX, ETHNICITY, RELIGION, SEXUAL_ORIENTATION, DISABILITY, GENDER_IDENTITY, RELATIONSHIP, PREGNANCY,
    CHARACTERISTIC_KIND, LANGUAGE, IDENTIFIER_KIND, NAME_KIND, CONTACT_DETAIL_KIND, MESSAGE_CHANNEL, AVOID,
    CIRCUMSTANCE_KIND, ACCESS_KIND, SENTENCE_KIND, REQUIREMENT_CATEGORY, LENGTH_UNIT, LICENCE_CONDITION_CATEGORY,
    CUSTODY_KIND, OFFENCE_GROUP, TERMINATION_REASON,
)  # fmt: skip
