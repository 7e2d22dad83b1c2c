"""What a client may send: JSON, and nothing that we would not understand."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.parser import Parser
from pydantic import ConfigDict, StringConstraints

from providers.said import said
from studio.api.errors import Refusal

Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
# NUL and half a surrogate pair can be neither stored nor shown.
Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", strip_whitespace=True)]


class JsonBodies(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Refusal(415, "unsupported_type", said("Send the body as application/json."))
        return super().parse_body(request)


class Body(Schema):
    """A field that we do not know is refused: a typing error must not pass for a wish."""

    model_config = ConfigDict(extra="forbid")


class ReferenceBody(Body):
    asset: str = Field(description="The id of an asset")
    role: str = Field("", max_length=30, description="Left out: the kind of the file")


class RunBody(Body):
    model: Slug
    prompt: str
    params: dict[str, Any] = {}
    references: list[ReferenceBody] = Field([], max_length=50)
    count: int | None = Field(None, description="How many results; 1 where it is left out")
    vendor: Slug | None = None
    project: Slug | None = None
    visibility: Literal["team", "me"] = "team"
    quoted: int | None = Field(None, ge=0, description="Refuse with 409 if it costs more")


class ProjectBody(Body):
    name: Name = Field(min_length=1, max_length=120)
    visibility: Literal["team", "private"] = "team"


class PromptBody(Body):
    text: Plain = Field(min_length=1, max_length=20_000)
    title: Name = Field("", max_length=120)
    negative: Plain = Field("", max_length=5_000)
    project: Slug | None = None
    visibility: Literal["team", "me"] = "team"


class TokenBody(Body):
    name: Name = Field(min_length=1, max_length=100)
    scopes: list[Literal["read", "write"]] = Field(["read", "write"], min_length=1)
