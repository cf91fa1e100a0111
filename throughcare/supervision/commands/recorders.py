"""Who recorded a characteristic: the staff code of the user who did, which the people context does not know."""

from __future__ import annotations

from throughcare.people.events import PersonDetailsChanged
from throughcare.people.models import Characteristic
from throughcare.workforce.models import Staff


def name_recorder(event: PersonDetailsChanged) -> None:
    """Write the staff code of the event's user on the answer they recorded, where the user is a member of staff."""
    if event.part != "characteristic" or event.row is None:
        return
    code = Staff.objects.filter(user_id=event.by).values_list("code", flat=True).first()
    if code:
        Characteristic.objects.filter(pk=event.row).update(recorded_by=code)
