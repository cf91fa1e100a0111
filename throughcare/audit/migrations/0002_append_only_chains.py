"""Who is acting, append-only tables, hash chains, and the consultation log partitioned by month."""

from django.db import migrations

ACTOR = """
CREATE FUNCTION throughcare_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('throughcare.actor', true), '')::bigint $$;
"""

CONSULTATION = """
CREATE TABLE audit_consultation (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    actor bigint NOT NULL,
    actor_name varchar(150) NOT NULL,
    person bigint NOT NULL,
    subject varchar(20) NOT NULL,
    page varchar(80) NOT NULL,
    reason varchar(300) NOT NULL,
    sequence bigint NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_consultation_person ON audit_consultation (person, at DESC);
CREATE INDEX audit_consultation_chain ON audit_consultation (actor, sequence);
CREATE INDEX audit_consultation_at ON audit_consultation USING brin (at);
CREATE TABLE audit_consultation_beyond PARTITION OF audit_consultation DEFAULT;

CREATE FUNCTION audit_make_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    name text := 'audit_consultation_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF audit_consultation FOR VALUES FROM (%L) TO (%L)',
                       name, first, (first + interval '1 month')::date);
    END IF;
END $$;
SELECT audit_make_partition((date_trunc('month', current_date) + n * interval '1 month')::date)
FROM generate_series(0, 24) AS n;
"""

# The hash covers the whole row as canonical JSON, in UTC, with the hash of the actor's row before it.
CHAIN = """
CREATE FUNCTION audit_hash(entry jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$ SELECT sha256(convert_to((entry - 'hash' - 'id')::text, 'UTF8')) $$;

CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public SET timezone = 'UTC' AS $$
DECLARE
    head audit_chain%ROWTYPE;
BEGIN
    INSERT INTO audit_chain (log, actor, length, hash) VALUES (TG_ARGV[0], NEW.actor, 0, '')
    ON CONFLICT (log, actor) DO NOTHING;
    SELECT * INTO head FROM audit_chain WHERE log = TG_ARGV[0] AND actor = NEW.actor FOR UPDATE;
    NEW.sequence := head.length + 1;
    NEW.previous := head.hash;
    NEW.hash := audit_hash(to_jsonb(NEW));
    UPDATE audit_chain SET length = NEW.sequence, hash = NEW.hash WHERE id = head.id;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_link BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_link('entry');
CREATE TRIGGER audit_consultation_link BEFORE INSERT ON audit_consultation
    FOR EACH ROW EXECUTE FUNCTION audit_link('consultation');
"""

APPEND_ONLY = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_consultation_append_only BEFORE UPDATE OR DELETE ON audit_consultation
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_consultation_not_emptied BEFORE TRUNCATE ON audit_consultation EXECUTE FUNCTION audit_refuse();
"""

# A break shows as a row whose hash is not that of its content, whose link is not the row before it, or a head that moved.
VERIFY = """
CREATE FUNCTION audit_breaks() RETURNS TABLE (log text, actor bigint, sequence bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET timezone = 'UTC' AS $$
    WITH rows AS (
        SELECT 'entry' AS log, e.actor, e.sequence, e.previous, e.hash, audit_hash(to_jsonb(e)) AS computed
        FROM audit_entry e
        UNION ALL
        SELECT 'consultation', c.actor, c.sequence, c.previous, c.hash, audit_hash(to_jsonb(c))
        FROM audit_consultation c
    ), linked AS (
        SELECT *, lag(hash, 1, ''::bytea) OVER chain AS before, lag(sequence, 1, 0::bigint) OVER chain AS place
        FROM rows WINDOW chain AS (PARTITION BY log, actor ORDER BY sequence)
    )
    SELECT log, actor, sequence, 'content was changed' FROM linked WHERE hash <> computed
    UNION ALL
    SELECT log, actor, sequence, 'an entry before it is missing' FROM linked WHERE sequence <> place + 1
    UNION ALL
    SELECT log, actor, sequence, 'is not linked to the entry before it' FROM linked
    WHERE sequence = place + 1 AND previous <> before
    UNION ALL
    SELECT head.log, head.actor, head.length, 'the last entries are missing' FROM audit_chain head
    WHERE NOT EXISTS (SELECT 1 FROM rows r WHERE r.log = head.log AND r.actor = head.actor
                      AND r.sequence = head.length AND r.hash = head.hash)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(ACTOR, "DROP FUNCTION throughcare_actor()"),
        migrations.RunSQL(CONSULTATION, "DROP FUNCTION audit_make_partition(date); DROP TABLE audit_consultation"),
        migrations.RunSQL(
            CHAIN,
            "DROP TRIGGER audit_entry_link ON audit_entry; DROP FUNCTION audit_link(); DROP FUNCTION audit_hash(jsonb)",
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER audit_entry_append_only ON audit_entry; DROP TRIGGER audit_entry_not_emptied ON audit_entry;"
            " DROP FUNCTION audit_refuse()",
        ),
        migrations.RunSQL(VERIFY, "DROP FUNCTION audit_breaks()"),
    ]
