"""What the schemas of every context's operations are made of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any

from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, core_schema


class Body(Schema):
    """The body of a write: a name that it does not know is an error, so that a slip of the pen never passes."""

    model_config = ConfigDict(extra="forbid")


Text = Annotated[str, StringConstraints(max_length=200)]
"""A line of text."""


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written_as_day(value: Any) -> Any:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise PydanticCustomError("day", "not a day, like 2026-11-25")
    return value


def _written(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("time", "not a time of day, like 14:30")
    return value


def _local(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise PydanticCustomError("time", "a time of day has no offset: it is that of England and Wales")
    return value


Day = Annotated[dt.date, BeforeValidator(_written_as_day)]
"""A day as ISO 8601 writes it, and in no other way."""

_TIME_OF_DAY = WithJsonSchema({"type": "string", "format": "time-local", "pattern": r"^\d\d:\d\d(:\d\d(\.\d+)?)?$"})
# The format `time` of JSON Schema has an offset, which a time of day where the office is has not.
LocalTime = Annotated[dt.time, _TIME_OF_DAY]
"""A time of day where the office is, as it is answered."""

TimeOfDay = Annotated[dt.time, BeforeValidator(_written), AfterValidator(_local), _TIME_OF_DAY]
"""A time of day where the office is, as it is sent."""


class Among:
    """Marks text that is one of a closed list: ``Annotated[str, Among(codes)]``."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(core), "enum": list(self.codes)}

    def _check(self, code: str) -> str:
        if code not in self.codes:
            raise PydanticCustomError("unknown-code", "not one of the codes")
        return code
