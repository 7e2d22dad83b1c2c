"""What an admin may set per vendor without code: validated, with documented defaults."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from providers.params import InvalidParams

Positive = Field(default=None, gt=0)


class VendorSettings(BaseModel):
    """Settings that every protocol has. All times are seconds; None: the spec's advice.

    `status_words` adds words of the vendor's to ours:
    `{"queued": [...], "running": [...], "succeeded": [...], "failed": [...]}`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    unverified: ClassVar[frozenset[str]] = frozenset()  # guessed, until a call succeeds

    poll_first: float | None = Positive
    poll_interval: float | None = Positive
    poll_factor: float | None = Field(default=None, ge=1)
    poll_longest: float | None = Positive
    deadline: float | None = Positive
    unknown_deadline: float | None = Positive
    result_ttl: float | None = Positive
    connect_timeout: float = Field(default=10, gt=0)
    submit_timeout: float = Field(default=60, gt=0)
    poll_timeout: float = Field(default=20, gt=0)
    reference_transport: Literal["auto", "url", "data_uri", "base64"] = "auto"
    inline_bytes: int = Field(default=8_000_000, ge=0)
    status_words: dict[Literal["queued", "running", "succeeded", "failed"], list[str]] = {}

    @classmethod
    def load(cls, raw: dict[str, Any]) -> Self:
        """Raises InvalidParams naming each setting that is unknown or out of range."""
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            problems = {".".join(map(str, item["loc"])): item["msg"] for item in error.errors()}
            raise InvalidParams(problems) from None
