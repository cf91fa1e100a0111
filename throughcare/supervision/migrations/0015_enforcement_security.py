"""Row security of enforcement; a document that was issued stays as it was."""

from django.db import migrations

from throughcare.people.row_security import with_person_and_history

TABLES = (
    "supervision_failure", "supervision_reasonoffered", "supervision_formalwarning", "supervision_warnedfailure",
    "supervision_breach", "supervision_breachhearing", "supervision_issueddocument",
)  # fmt: skip

AS_ISSUED = """
CREATE FUNCTION throughcare_document_as_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a document that was issued cannot be changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER document_as_issued BEFORE UPDATE ON supervision_issueddocument FOR EACH ROW
    WHEN ((OLD.reference, OLD.kind, OLD.language, OLD.title, OLD.source, OLD.html, OLD.pdf, OLD.sha256, OLD.made_at,
           OLD.made_by_id, OLD.warning_id, OLD.breach_id)
          IS DISTINCT FROM
          (NEW.reference, NEW.kind, NEW.language, NEW.title, NEW.source, NEW.html, NEW.pdf, NEW.sha256, NEW.made_at,
           NEW.made_by_id, NEW.warning_id, NEW.breach_id))
    EXECUTE FUNCTION throughcare_document_as_issued();
"""
BACK = """
DROP TRIGGER document_as_issued ON supervision_issueddocument;
DROP FUNCTION throughcare_document_as_issued();
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0014_enforcement")]

    operations = [*with_person_and_history(TABLES), migrations.RunSQL(AS_ISSUED, BACK)]
