"""What happens to a task, by the word in its prompt and the time since it began."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

QUEUED = 0.5  # seconds
STEPS = (5, 20, 40, 60, 80, 95)
LATE = 3.0
FIRST_PREVIEW = 0.2  # share of the time
PREVIEWS = 6

Ending = Literal["succeeded", "failed", "withheld", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """`seconds` until it ends; None: as long as its kind usually takes."""

    seconds: float | None = None
    progress: Literal["steps", "percent", "silent"] = "steps"
    review: bool = False
    preview: bool = False
    ending: Ending = "succeeded"
    late: float = 0
    incomplete: bool = False
    saved: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    code: str
    message: str


PLAIN = Script()
STUCK = Script(ending="never", progress="silent")
SCRIPTS = {
    "fast": Script(seconds=1),
    "pct": Script(seconds=8, progress="percent"),
    "preview": Script(seconds=8, progress="percent", preview=True),
    "slow": Script(seconds=30, progress="silent"),
    "review": Script(seconds=8, review=True),
    "late": Script(late=LATE),
    "partial": Script(incomplete=True),
    "fail": Script(seconds=2, ending="failed"),
    "policyout": Script(ending="withheld"),
    "savefail": Script(seconds=2, saved=False),
    "latecancel": Script(seconds=15),
    "stuck": STUCK,
    "timeout": STUCK,
}
FORBIDDEN = Refusal(400, "content_policy", "The prompt is against the rules of the demo.")
REFUSALS = {
    "policy": FORBIDDEN,
    "forbidden": FORBIDDEN,
    "busy": Refusal(503, "busy", "The demo is busy."),
    "account": Refusal(402, "vendor_balance", "The demo's account is empty."),
    "down": Refusal(503, "model_offline", "The model is switched off."),
    "lost": Refusal(500, "", ""),
}
WORDS = {*SCRIPTS, *REFUSALS}
FAILURES = {
    "failed": ("upstream_failed", "The demo was asked to fail."),
    "withheld": ("content_policy", "The result was made, but the demo's rules withhold it."),
}


def word_in(prompt: str) -> str:
    """The first word of ours in it, without its #; empty where there is none."""
    found = (match.lower() for match in re.findall(r"(?<!\w)#(\w+)", prompt))
    return next((word for word in found if word in WORDS), "")


def state(word: str, usual: float, elapsed: float) -> dict[str, Any]:
    """`status` and, where it has them, `progress` and `error`, after so many seconds."""
    script = SCRIPTS.get(word, PLAIN)
    total = script.seconds or usual
    if elapsed < min(QUEUED, total / 4):
        return {"status": "queued"}
    share = elapsed / total
    if share < 1 or script.ending == "never":
        status = "in_review" if script.review and 0.3 <= share < 0.7 else "running"
        return {"status": status, "progress": _progress(script, share)}
    if script.ending == "succeeded":
        return {"status": "succeeded", "progress": 100}
    code, message = FAILURES[script.ending]
    return {"status": "failed", "error": {"code": code, "message": message}}


def has_urls(word: str, usual: float, elapsed: float) -> bool:
    script = SCRIPTS.get(word, PLAIN)
    return elapsed >= (script.seconds or usual) + script.late


def preview(word: str, usual: float, elapsed: float) -> int:
    """Which of its unfinished pictures is shown, from 1 to PREVIEWS; 0 for none."""
    script = SCRIPTS.get(word, PLAIN)
    share = elapsed / (script.seconds or usual)
    if not script.preview or not FIRST_PREVIEW <= share < 1:
        return 0
    return 1 + int((share - FIRST_PREVIEW) / (1 - FIRST_PREVIEW) * PREVIEWS)


def _progress(script: Script, share: float) -> int | None:
    if script.progress == "silent":
        return None
    if script.progress == "percent":
        return int(share * 100)
    return STEPS[min(int(share * len(STEPS)), len(STEPS) - 1)]
