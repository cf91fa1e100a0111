"""Counts of messages that anybody may know, because no message can be seen in them."""

from django.db import migrations

BACKLOG = """
CREATE FUNCTION outbox_backlog() RETURNS TABLE (channel text, state text, messages bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT m.channel, m.state, count(*), min(m.made_at) FROM outbox_message m GROUP BY m.channel, m.state
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RunSQL(BACKLOG, "DROP FUNCTION outbox_backlog()")]
