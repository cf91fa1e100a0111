"""Those who buy see and change what is theirs: of the regions that they commission in. What is public stays public.

Each policy here is restrictive: it takes away from what another policy gives, and from commissioners and directors alone.
Whoever is named for one competition (an evaluator, an officer who opens bids) sees what they need of that one.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

FREE = "coalesce((SELECT throughcare_role()), '') NOT IN ('commissioner', 'director')"
ACTOR = "(SELECT throughcare_actor())"
MINE = "= ANY ((SELECT commissioning_regions())::bigint[])"
EVALUATES = "= ANY ((SELECT commissioning_evaluations('active'))::bigint[])"


def region(column: str) -> str:
    """A market of that region is near; one of all regions is near to everybody who buys."""
    return f"({column} IS NULL OR {column} {MINE})"


def market(number: str) -> str:
    """That market is near."""
    return f"EXISTS (SELECT 1 FROM commissioning_market held WHERE held.id = {number} AND {region('held.region_id')})"


def competition(number: str) -> str:
    """That competition is near: the table shows whoever asks their own regions alone."""
    return f"EXISTS (SELECT 1 FROM commissioning_competitionreach close WHERE close.competition_id = {number})"


def through(table: str, number: str, column: str = "competition_id") -> str:
    """The competition of a row of another table is near."""
    return f"""EXISTS (SELECT 1 FROM commissioning_{table} held JOIN commissioning_competitionreach close
        ON close.competition_id = held.{column} WHERE held.id = {number})"""


def seen(table: str, number: str) -> str:
    """That row of another table is seen, which has a policy of its own."""
    return f"EXISTS (SELECT 1 FROM commissioning_{table} held WHERE held.id = {number})"


LOT = through("competitionlot", "lot_id")
CONTRACT = through("contract", "contract_id")
DECISION = through("awarddecision", "decision_id")
PLACE = f"""EXISTS (SELECT 1 FROM commissioning_membership place JOIN commissioning_marketcategory category
    ON category.id = place.category_id JOIN commissioning_market held ON held.id = category.market_id
    WHERE place.id = membership_id AND {region("held.region_id")})"""
CATEGORY = f"""EXISTS (SELECT 1 FROM commissioning_marketcategory category JOIN commissioning_market held
    ON held.id = category.market_id WHERE category.id = category_id AND {region("held.region_id")})"""
MARKET_OF = f"""EXISTS (SELECT 1 FROM commissioning_competition asked JOIN commissioning_market held
    ON held.id = asked.market_id WHERE asked.id = competition_id AND {region("held.region_id")})"""
MEASURED = """EXISTS (SELECT 1 FROM commissioning_contractindicator about JOIN commissioning_contract held
    ON held.id = about.contract_id JOIN commissioning_competitionreach close ON close.competition_id = held.competition_id
    WHERE about.id = indicator_id)"""
APPEAL = f"({seen('placesanction', 'sanction_id')} OR {seen('marketapplication', 'application_id')})"
NEAR = competition("competition_id")
NEAR_OR_EVALUATED = f"({NEAR} OR competition_id {EVALUATES})"
# Whoever drafts a competition reads it back before the triggers have said which regions it is of.
DRAFTED = f"(state = 'draft' AND made_by_id = {ACTOR} AND {market('market_id')})"
ITSELF = f"({competition('commissioning_competition.id')} OR commissioning_competition.id {EVALUATES} OR {DRAFTED})"
# An evaluator who locks last moves it on, wherever it is held.
SCORING = f"(commissioning_competition.id {EVALUATES} AND state::text IN ('individual-scoring', 'consensus'))"
WRITTEN = f"({competition('commissioning_competition.id')} OR {SCORING} OR {DRAFTED})"
ITS_EVENT = f"({competition('pgh_obj_id')} OR pgh_obj_id {EVALUATES})"
SHARE = """EXISTS (SELECT 1 FROM commissioning_competitionreach close
    WHERE close.competition_id = commissioning_competition_of_share(share_id))"""

WHOLE = {
    "marketevent": region("region_id"),
    "membershipevent": CATEGORY,
    "membershipsuspension": PLACE,
    "placesanction": PLACE,
    "placesanctionevent": PLACE,
    "panelappeal": APPEAL,
    "panelappealevent": APPEAL,
    "marketapplication": market("market_id"),
    "marketapplicationevent": market("market_id"),
    "competitionevent": ITS_EVENT,
    "competitioninvitation": MARKET_OF,
    "competitionenquiry": NEAR,
    "competitionenquiryevent": NEAR,
    "bid": NEAR,
    "openingofficer": f"({NEAR} OR user_id = {ACTOR})",
    "openingdeclaration": seen("openingofficer", "officer_id"),
    "openingattempt": f"({NEAR} OR by_id = {ACTOR})",
    "turnedkey": SHARE,
    "openedbid": NEAR_OR_EVALUATED,
    "evaluator": f"({NEAR_OR_EVALUATED} OR user_id = {ACTOR})",
    "evaluatorinterest": seen("evaluator", "evaluator_id"),
    "moderation": NEAR_OR_EVALUATED,
    "priceinquiry": seen("openedbid", "opened_id"),
    "awardproposal": NEAR,
    "feedbackletter": through("openedbid", "opened_id"),
    "awardchallenge": DECISION,
    "contractevent": NEAR,
    "contractending": CONTRACT,
}
"""Tables of which nothing is public: read and written in reach alone."""

PUBLIC = {
    "market": ("state::text <> 'draft'", region("region_id")),
    "marketcategory": ("true", market("market_id")),
    "marketcondition": ("true", market("market_id")),
    "membership": ("true", CATEGORY),
    "competition": (f"published_at IS NOT NULL OR {ITSELF}", WRITTEN),
    "competitionlot": ("true", NEAR),
    "competitioncriterion": ("true", NEAR),
    "competitionquestion": ("true", NEAR),
    "lotfunding": ("true", LOT),
    "competitionchange": ("true", NEAR),
    "bidkey": ("true", NEAR),
    "bidrejection": ("true", seen("openedbid", "opened_id")),
    "awarddecision": ("published_at IS NOT NULL", NEAR),
    "award": (
        "EXISTS (SELECT 1 FROM commissioning_awarddecision held WHERE held.id = decision_id AND held.published_at IS NOT NULL)",
        NEAR,
    ),
    "noaward": ("published_at IS NOT NULL", LOT),
    "directaward": ("noticed_at IS NOT NULL", LOT),
    "contract": ("signed_on IS NOT NULL", NEAR),
    "contractlot": ("true", CONTRACT),
    "contractmember": ("true", CONTRACT),
    "contractinstalment": ("true", CONTRACT),
    "contractindicator": ("true", CONTRACT),
    "contractsignature": ("true", CONTRACT),
    "contractinvoice": ("paid_on IS NOT NULL", CONTRACT),
    "contractchange": ("true", CONTRACT),
    "contractreview": ("true", CONTRACT),
    "contractnotice": ("true", CONTRACT),
    "contractmeasurement": ("true", MEASURED),
}
"""Tables with something public, or seen with what they are a part of, by a condition of their own: written in reach alone."""


def narrowed(table: str, near: str, public: str = "") -> migrations.RunSQL:
    """Narrow a table to what is near; ``public`` is what is read everywhere."""
    name, here = f"commissioning_{table}_near", f"({FREE} OR {near})"
    if not public:
        return migrations.RunSQL(
            f"CREATE POLICY {name} ON commissioning_{table} AS RESTRICTIVE TO throughcare_web USING ({here})"
            f" WITH CHECK ({here})",
            f"DROP POLICY {name} ON commissioning_{table}",
        )
    each = {
        "read": f"FOR SELECT TO throughcare_web USING ({FREE} OR {public} OR {near})",
        "add": f"FOR INSERT TO throughcare_web WITH CHECK ({here})",
        "change": f"FOR UPDATE TO throughcare_web USING ({here}) WITH CHECK ({here})",
        "remove": f"FOR DELETE TO throughcare_web USING ({here})",
    }
    if public == "true":
        del each["read"]
    return migrations.RunSQL(
        "".join(
            f"CREATE POLICY {name}_{verb} ON commissioning_{table} AS RESTRICTIVE {said};"
            for verb, said in each.items()
        ),
        "".join(f"DROP POLICY {name}_{verb} ON commissioning_{table};" for verb in each),
    )


FUNCTIONS = """
-- Shares are hidden from everybody but the two they are for; which competition one belongs to is not.
CREATE FUNCTION commissioning_competition_of_share(share bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT sealing.competition_id FROM commissioning_bidkeyshare one JOIN commissioning_bidkey sealing ON sealing.id = one.key_id
    WHERE one.id = share
$$;
"""
BACK = "DROP FUNCTION commissioning_competition_of_share(bigint);"


def bidders(near: str) -> str:
    """Who bids, for those who buy in reach and for the evaluators."""
    return f"""
CREATE OR REPLACE FUNCTION commissioning_bidders(one bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT bidder FROM commissioning_all_bidders(one) bidder
    WHERE (throughcare_role() IN ('commissioner', 'director'){near}) OR one = ANY (commissioning_evaluations('active'))
$$;
"""


BIDDERS_NEAR = """ AND EXISTS (SELECT 1 FROM commissioning_competitionreach close WHERE close.competition_id = one
        AND close.region_id = ANY (commissioning_regions()))"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0081_reach")]

    operations = [
        secure_writes("commissioning_competitionreach", read=f"region_id {MINE}", add="false", change="false"),
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.RunSQL(bidders(BIDDERS_NEAR), bidders("")),
        *(narrowed(table, near) for table, near in WHOLE.items()),
        *(narrowed(table, near, public) for table, (public, near) in PUBLIC.items()),
    ]
