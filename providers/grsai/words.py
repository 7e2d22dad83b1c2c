"""What GrsAI's words mean: those of a task's status, and those of its error texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from providers.reading import BALANCE_WORDS, CONTENT_WORDS, mentions

STATES = {
    "running": ("running", "pending", "queued", "processing", "in_progress"),
    "succeeded": ("succeeded", "success", "completed"),
    "failed": ("failed", "error", "failure"),
    "violation": ("violation", "input_moderation", "output_moderation", "blocked", "moderation"),
}
REFERENCE_WORDS = ("image upload failed", "图片上传失败")
# The vendor has no error codes: the first of these that a text mentions names it.
REASONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rate_limited", ("rate limit", "too many requests")),
    ("invalid_params", REFERENCE_WORDS),
    ("vendor_balance", BALANCE_WORDS),
    ("auth", ("apikey", "api key")),
    ("content_policy", CONTENT_WORDS),
    ("model_offline", ("maintenance", "repair", "unavailable", "修复", "维护", "不可用")),
)


def states(extra: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """State by status word; an admin's words win over ours."""
    tables = (STATES, extra)
    return {
        word.strip().lower(): state for table in tables for state in table for word in table[state]
    }


def reason(message: str) -> str:
    """The kind of error that a text speaks of; empty where it says none."""
    return next((kind for kind, words in REASONS if mentions(message, words)), "")


def is_about_references(message: str) -> bool:
    return mentions(message, REFERENCE_WORDS)
