"""What the acting user may see: the units of the regions of their postings, and whether they may reach beyond."""

from django.db import migrations

from throughcare.accounts.rules.roles import PRACTISE

ROLES = ", ".join(f"'{role}'" for role in sorted(PRACTISE))

FUNCTIONS = f"""
CREATE FUNCTION throughcare_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT role FROM accounts_user WHERE id = throughcare_actor() AND is_active
$$;
CREATE FUNCTION throughcare_units() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(array_agg(DISTINCT unit.id), ARRAY[]::bigint[])
    FROM organisations_posting posting
    JOIN organisations_deliveryunit unit ON unit.region_id = posting.region_id
    WHERE posting.user_id = throughcare_actor() AND posting.start <= current_date
      AND (posting.until IS NULL OR current_date < posting.until)
      AND throughcare_role() IN ({ROLES})
$$;
CREATE FUNCTION throughcare_reaches_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT coalesce(current_setting('throughcare.reach', true) = 'national' AND throughcare_role() IN ({ROLES}), false)
$$;
"""

BACK = """
DROP FUNCTION throughcare_reaches_all(); DROP FUNCTION throughcare_units(); DROP FUNCTION throughcare_role();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("accounts", "0001_initial"),
        ("audit", "0002_append_only_chains"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
