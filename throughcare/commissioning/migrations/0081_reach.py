"""Which regions somebody commissions in, and which regions a competition is of.

Whoever is posted to regions commissions in those, and in none once every posting has ended. Whoever was never posted anywhere
works for the nation. A competition is of the region of its market and of those of its lots; while it has neither, of those of
whoever drafted it. Triggers keep that, so that a policy asks one index.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION commissioning_regions_of(who bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT coalesce(array_agg(region.id ORDER BY region.id), '{}') FROM organisations_region region
    WHERE NOT EXISTS (SELECT 1 FROM organisations_posting ever WHERE ever.user_id = who)
        OR EXISTS (SELECT 1 FROM organisations_posting posting WHERE posting.user_id = who AND posting.region_id = region.id
            AND posting.start <= current_date AND (posting.until IS NULL OR current_date < posting.until))
$$;
CREATE FUNCTION commissioning_regions() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT CASE WHEN throughcare_role() IN ('commissioner', 'director')
        THEN commissioning_regions_of(throughcare_actor()) ELSE '{}' END
$$;

CREATE FUNCTION commissioning_reach_of(one bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    found bigint[];
BEGIN
    SELECT array_agg(DISTINCT region) INTO found FROM (
        SELECT market.region_id AS region FROM commissioning_competition made
        JOIN commissioning_market market ON market.id = made.market_id WHERE made.id = one AND market.region_id IS NOT NULL
        UNION SELECT category.region_id FROM commissioning_competitionlot lot
        JOIN commissioning_marketcategory category ON category.id = lot.category_id WHERE lot.competition_id = one) every;
    IF found IS NULL THEN
        SELECT commissioning_regions_of(made.made_by_id) INTO found FROM commissioning_competition made WHERE made.id = one;
    END IF;
    DELETE FROM commissioning_competitionreach gone WHERE gone.competition_id = one AND gone.region_id <> ALL (found);
    INSERT INTO commissioning_competitionreach (competition_id, region_id) SELECT one, unnest(found) ON CONFLICT DO NOTHING;
END $$;
REVOKE EXECUTE ON FUNCTION commissioning_reach_of(bigint) FROM PUBLIC;

CREATE FUNCTION commissioning_reach_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_TABLE_NAME = 'commissioning_market' THEN
        PERFORM commissioning_reach_of(made.id) FROM commissioning_competition made WHERE made.market_id = NEW.id;
    ELSIF TG_TABLE_NAME = 'commissioning_competition' THEN
        PERFORM commissioning_reach_of(NEW.id);
    ELSE
        IF TG_OP <> 'INSERT' THEN PERFORM commissioning_reach_of(OLD.competition_id); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM commissioning_reach_of(NEW.competition_id); END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reach_of_a_market AFTER UPDATE OF region_id ON commissioning_market
    FOR EACH ROW EXECUTE FUNCTION commissioning_reach_kept();
CREATE TRIGGER reach_of_a_competition AFTER INSERT OR UPDATE OF market_id ON commissioning_competition
    FOR EACH ROW EXECUTE FUNCTION commissioning_reach_kept();
CREATE TRIGGER reach_of_lots AFTER INSERT OR DELETE OR UPDATE OF category_id, competition_id ON commissioning_competitionlot
    FOR EACH ROW EXECUTE FUNCTION commissioning_reach_kept();

SELECT commissioning_reach_of(made.id) FROM commissioning_competition made;
"""
BACK = """
DROP TRIGGER reach_of_lots ON commissioning_competitionlot;
DROP TRIGGER reach_of_a_competition ON commissioning_competition;
DROP TRIGGER reach_of_a_market ON commissioning_market;
DROP FUNCTION commissioning_reach_kept();
DROP FUNCTION commissioning_reach_of(bigint);
DROP FUNCTION commissioning_regions();
DROP FUNCTION commissioning_regions_of(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0073_partner_finder_security"),
        ("organisations", "0004_suppliers_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompetitionReach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "competition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reach",
                        to="commissioning.competition",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.region"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("competition", "region"), name="competition_reach_once")
                ]
            },
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
