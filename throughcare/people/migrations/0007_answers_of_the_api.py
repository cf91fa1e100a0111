"""An answer that the API keeps is seen by the user of its token alone, and while they see the record it is about."""

from django.db import migrations

from throughcare.people.row_security import secure

OWN = """
    EXISTS (SELECT 1 FROM accounts_apitoken own
            WHERE own.id = accounts_apianswer.token_id AND own.user_id = throughcare_actor())
    AND (person IS NULL OR EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = accounts_apianswer.person))
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_messages_row_security"), ("accounts", "0003_api_tokens")]

    operations = [secure("accounts_apianswer", OWN)]
