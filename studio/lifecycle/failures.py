"""Why a task failed, in our words. One table from the providers' kinds to our codes."""

from __future__ import annotations

from dataclasses import dataclass

from providers.reading import mentions
from providers.said import said

REFERENCE_WORDS = ("reference", "image_url", "input image", "image upload", "参考", "图片上传")
OUTPUT_WORDS = ("output", "result", "generated image", "generated video")


@dataclass(frozen=True, slots=True)
class Failure:
    """`code` is ours; `detail` is the vendor's cleaned text."""

    code: str
    detail: str = ""


MESSAGES: dict[str, str] = {
    "policy_prompt": said("Vendor declined the prompt"),
    "policy_reference": said("Vendor declined a reference"),
    "policy_output": said("Result was withheld"),
    "bad_setting": said("A setting was not accepted"),
    "bad_reference": said("A reference can't be read"),
    "vendor_busy": said("Vendor is busy"),
    "vendor_down": said("Vendor is not answering"),
    "vendor_account": said("Vendor account problem"),
    "timeout": said("Took too long"),
    "save_failed": said("Made, but not saved"),
    "interrupted": said("Interrupted on our side"),
    "unknown": said("Something went wrong"),
}

CODES: dict[str, str] = {
    "auth": "vendor_account",
    "vendor_balance": "vendor_account",
    "rate_limited": "vendor_busy",
    "busy": "vendor_busy",
    "invalid_params": "bad_setting",
    "content_policy": "policy_prompt",
    "model_offline": "vendor_down",
    "not_found": "unknown",
    "upstream_failed": "unknown",
    "protocol": "unknown",
    "not_sent": "vendor_down",
}


def failure(kind: str, detail: str = "") -> Failure:
    """The failure that a provider's `kind` and text amount to."""
    code = CODES.get(kind, "unknown")
    about_reference = mentions(detail, REFERENCE_WORDS)
    if code == "bad_setting" and about_reference:
        code = "bad_reference"
    if code == "policy_prompt" and about_reference:
        code = "policy_reference"
    elif code == "policy_prompt" and mentions(detail, OUTPUT_WORDS):
        code = "policy_output"
    return Failure(code, detail[:400])


def message(code: str) -> str:
    return MESSAGES.get(code, MESSAGES["unknown"])
