"""What an admin may set for AA: paths, forms and times."""

from __future__ import annotations

from typing import ClassVar, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from providers.settings import VendorSettings

PATH = r"^/\S*$"
QUERY = r"^/\S*\{task_id\}\S*$"


class AASettings(VendorSettings):
    """`base_url` is among the unverified because AA's examples name localhost only.

    `reference_transport` has no base64 here: AA takes URLs, and perhaps data URIs.
    """

    unverified: ClassVar[frozenset[str]] = frozenset(
        {"base_url", "ref_style", "sync_timeout", "result_ttl", "vendor_timezone"}
    )

    sora_path: str = Field(default="/api/v1/aa/openapi/sora/tasks", pattern=PATH)
    sora_query_path: str = Field(default="/api/v1/aa/sora/tasks/{task_id}", pattern=QUERY)
    chat_path: str = Field(default="/v1/chat/completions", pattern=PATH)
    images_path: str = Field(default="/v1/images/generations", pattern=PATH)
    tasks_path: str = Field(default="/v1/tasks/{task_id}", pattern=QUERY)
    image_mode: Literal["async", "sync"] = "async"
    ref_style: Literal["images", "image_n"] = "images"
    ratio_line: str = Field(default="Aspect ratio: {ratio}", pattern=r"\{ratio\}")
    sync_timeout: float = Field(default=300, gt=0)
    vendor_timezone: str = "Asia/Shanghai"  # AA's times have no zone; for display only
    reference_transport: Literal["auto", "url", "data_uri"] = "auto"

    @field_validator("vendor_timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("must be a time zone such as Asia/Shanghai")
        return name
