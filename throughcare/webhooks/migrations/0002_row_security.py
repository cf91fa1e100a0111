"""Row security: subscriptions are for administrators, secrets too, what happened for jobs alone; noting it for whoever acts."""

from django.db import migrations

from throughcare.people.row_security import secure

ADMINISTRATOR = "(SELECT throughcare_role()) = 'administrator'"

# What happened is noted by whoever did it, who may not see the record's region, let alone who subscribes.
NOTE = """
CREATE FUNCTION webhooks_note(event text, about bigint, fields jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public AS $$
    INSERT INTO webhooks_happening (reference, type, person, region_id, limited, data)
    SELECT gen_random_uuid(), event, about, unit.region_id, coalesce(person.limited, false), fields
    FROM (SELECT 1) AS one
    LEFT JOIN people_person person ON person.id = about
    LEFT JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    WHERE EXISTS (SELECT 1 FROM webhooks_subscription subscription
                  WHERE subscription.paused_at IS NULL AND (subscription.types = '{}' OR event = ANY(subscription.types)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial"), ("people", "0010_reach")]

    operations = [
        secure("webhooks_subscription", ADMINISTRATOR),
        secure("webhooks_subscriptionevent", ADMINISTRATOR),
        secure("webhooks_secret", ADMINISTRATOR),
        secure("webhooks_happening", "false"),
        migrations.RunSQL(NOTE, "DROP FUNCTION webhooks_note(text, bigint, jsonb)"),
    ]
