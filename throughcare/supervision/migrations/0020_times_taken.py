"""When members of staff are not free, and nothing else: whoever may look at a diary need not see with whom."""

from django.db import migrations

# Gives instants alone, of appointments that hold and of other time that is taken, cut to the time asked about. A contact
# that came without an arrangement takes its time too, by the length of its kind, as when somebody books against it.
TIMES_TAKEN = """
CREATE FUNCTION supervision_times_taken(officers bigint[], first timestamptz, last timestamptz, lengths jsonb)
RETURNS TABLE (staff_id bigint, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT taken.staff_id, greatest(taken.starts_at, first), least(taken.ends_at, last)
    FROM (
        SELECT a.staff_id, a.starts_at, a.ends_at FROM supervision_appointment a
        WHERE a.staff_id = ANY(officers) AND a.holds AND a.starts_at < last AND a.ends_at > first
        UNION ALL
        SELECT e.staff_id, e.starts_at, e.ends_at FROM supervision_engagement e
        WHERE e.staff_id = ANY(officers) AND e.removed_at IS NULL AND e.starts_at < last AND e.ends_at > first
        UNION ALL
        SELECT c.staff_id, begins.at, begins.at + coalesce(c.minutes, (lengths ->> c.type)::int, 30) * interval '1 minute'
        FROM supervision_contact c
        CROSS JOIN LATERAL (SELECT supervision_instant(c.date, c.time, false) AS at) begins
        WHERE c.staff_id = ANY(officers) AND c.outcome = '' AND c.time IS NOT NULL AND lengths ? c.type
          AND c.date >= first::date - 1 AND c.date <= last::date
          AND NOT EXISTS (SELECT 1 FROM supervision_appointment a WHERE a.contact_id = c.id)
    ) taken
    WHERE taken.starts_at < last AND taken.ends_at > first
    ORDER BY 1, 2, 3
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0019_counts_by_the_indexes")]

    operations = [
        migrations.RunSQL(
            TIMES_TAKEN, "DROP FUNCTION supervision_times_taken(bigint[], timestamptz, timestamptz, jsonb)"
        ),
    ]
