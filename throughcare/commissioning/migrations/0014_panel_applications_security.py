"""An application is its applicant's and its partners'; those who buy see it once it was submitted.

The applicant moves it up to the decision and no further; a partner signs for itself alone; only those who buy assess,
ask and decide. A category is of the panel that is applied to.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
PARTNER = "= ANY ((SELECT commissioning_partner_in())::bigint[])"
UNDECIDED = "state::text IN ('draft', 'submitted', 'information-requested', 'under-review', 'withdrawn')"
SEEN = "EXISTS (SELECT 1 FROM commissioning_marketapplication seen WHERE seen.id = application_id)"
LEAD = f"EXISTS (SELECT 1 FROM commissioning_marketapplication seen WHERE seen.id = application_id AND seen.{OWN})"
WRITING = (
    "EXISTS (SELECT 1 FROM commissioning_marketapplication seen WHERE seen.id = application_id"
    f" AND seen.state::text IN ('draft', 'information-requested') AND seen.{OWN})"
)
BOUGHT = f"({BUYER} AND {SEEN})"

FUNCTIONS = """
-- The applications in which somebody whom the user acts for is a partner; apart, so that policies do not ask in a circle.
CREATE FUNCTION commissioning_partner_in() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(array_agg(one.application_id), ARRAY[]::bigint[]) FROM commissioning_applicationpartner one
    WHERE one.supplier_id = ANY (throughcare_suppliers())
$$;

-- How long decisions took, without names: counted and published.
CREATE FUNCTION commissioning_decision_days(panel bigint) RETURNS TABLE (received date, extended boolean, decided date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT (one.submitted_at AT TIME ZONE 'Europe/London')::date, one.extension_reason <> '',
        (one.decided_at AT TIME ZONE 'Europe/London')::date
    FROM commissioning_marketapplication one
    WHERE one.market_id = panel AND one.submitted_at IS NOT NULL AND one.state <> 'withdrawn'
$$;

CREATE FUNCTION commissioning_category_applied_for() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM commissioning_marketapplication one JOIN commissioning_marketcategory category
        ON category.market_id = one.market_id WHERE one.id = NEW.application_id AND category.id = NEW.category_id) THEN
        RAISE EXCEPTION 'the category is of another panel' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'category_of_the_panel';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER category_of_the_panel BEFORE INSERT OR UPDATE OF category_id, application_id
    ON commissioning_applicationcategory FOR EACH ROW EXECUTE FUNCTION commissioning_category_applied_for();

-- Nobody but those who buy says how an answer is assessed or what was decided about a ground.
CREATE FUNCTION commissioning_assessed_by_buyers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'throughcare_web' AND throughcare_role() NOT IN ('commissioner', 'director')
        AND (NEW.assessed <> '' OR NEW.note <> '')
        AND (TG_OP = 'INSERT' OR (OLD.assessed, OLD.note) IS DISTINCT FROM (NEW.assessed, NEW.note)) THEN
        RAISE EXCEPTION 'an answer is assessed by those who buy' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessed_by_buyers BEFORE INSERT OR UPDATE ON commissioning_applicationanswer
    FOR EACH ROW EXECUTE FUNCTION commissioning_assessed_by_buyers();
"""
BACK = """
DROP TRIGGER assessed_by_buyers ON commissioning_applicationanswer;
DROP FUNCTION commissioning_assessed_by_buyers();
DROP TRIGGER category_of_the_panel ON commissioning_applicationcategory;
DROP FUNCTION commissioning_category_applied_for();
DROP FUNCTION commissioning_decision_days(bigint);
DROP FUNCTION commissioning_partner_in();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0013_panel_applications")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        secure_writes(
            "commissioning_marketapplication",
            read=f"({OWN} OR id {PARTNER} OR (state <> 'draft' AND submitted_at IS NOT NULL AND {BUYER}))",
            add=f"({OWN} AND state = 'draft')",
            change=f"(({OWN} AND {UNDECIDED}) OR ({BUYER} AND state <> 'draft'))",
        ),
        secure("commissioning_marketapplicationevent", f"({OWN} OR {BUYER})"),
        secure_writes(
            "commissioning_applicationcategory", read=SEEN, add=WRITING, change=BOUGHT, remove=WRITING
        ),
        secure_writes(
            "commissioning_applicationpartner", read=SEEN, add=f"({WRITING} AND signed_at IS NULL)", change=OWN,
            remove=WRITING,
        ),
        secure_writes(
            "commissioning_applicationanswer", read=SEEN, add=WRITING, change=f"({WRITING} OR {BOUGHT})", remove=WRITING
        ),
        secure_writes(
            "commissioning_applicationground",
            read=SEEN,
            add=f"(({WRITING} AND self_cleaning::text IN ('none', 'offered')) OR {BOUGHT})",
            change=BOUGHT,
            remove=WRITING,
        ),
        secure_writes("commissioning_applicationquestion", read=SEEN, add=BOUGHT, change=f"({LEAD} OR {BOUGHT})"),
    ]  # fmt: skip
