"""Lists, page by page: `?cursor=&limit=` in, `{"items", "next"}` out."""

from __future__ import annotations

from ninja import Field, Schema

MOST = 200


class Paging(Schema):
    cursor: str = Field("", max_length=200, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST)
