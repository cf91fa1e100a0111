"""People over the API, and the door to their records that the contexts above use."""

from throughcare.people.api.door import open_record
from throughcare.people.api.people import router, sentence_of

__all__ = ["open_record", "router", "sentence_of"]
