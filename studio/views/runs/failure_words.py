"""Why a task failed, in our words, and what a person may do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from studio.lifecycle.failures import CODES
from studio.models import Task

Words = str | Promise
MOST = 400  # characters of what the vendor said
UNSAID = ("vendor_account",)  # the operator's bills are no business of members
TRACE = re.compile(
    r"\s*(?:Traceback \(most recent call last\)|\bat \S+ \(\S+:\d+|File \").*", re.DOTALL
)
ACCOUNT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?i:\b(account|user|org|team)[ =:]+)[\w-]*\d[\w-]*"
)
LINK = re.compile(r"(?i)\bhttps?://\S+|\b(?:sk|sh|aa|key)[-_][\w-]{6,}|\bbearer\s+\S+")


@dataclass(frozen=True, slots=True)
class Failure:
    """`explanation` is for where no more is known of it (`failure_facts`). `mark` is the field that Edit & retry points at; empty where editing would not help."""

    title: Words
    explanation: Words
    retry: bool = False
    edit: bool = False
    mark: str = ""
    switch: bool = False


FAILURES: dict[str, Failure] = {
    "policy_prompt": Failure(
        _("Vendor declined the prompt"),
        _("The vendor's safety rules refused this text. Change the wording and try again."),
        edit=True,
        mark="prompt",
    ),
    "policy_reference": Failure(
        _("Vendor declined a reference"),
        _("A reference was refused, often because of faces, brands or children."),
        edit=True,
        mark="references",
    ),
    "policy_output": Failure(
        _("Result was withheld"),
        _(
            "It was made, but the vendor's check did not release it. Trying again may give another result."
        ),
        retry=True,
        edit=True,
        mark="prompt",
    ),
    "bad_setting": Failure(
        _("A setting was not accepted"),
        _("The vendor does not accept one of the settings."),
        edit=True,
        mark="settings",
    ),
    "bad_reference": Failure(
        _("A reference can't be read"),
        _("A reference is damaged or in a format the vendor does not know."),
        edit=True,
        mark="references",
    ),
    "vendor_busy": Failure(
        _("Vendor is busy"),
        _("We tried several times. It usually clears in minutes."),
        retry=True,
        switch=True,
    ),
    "vendor_down": Failure(
        _("Vendor is not answering"),
        _("The vendor has not answered. Try again later or choose another model."),
        retry=True,
        switch=True,
    ),
    "vendor_account": Failure(
        _("Vendor account problem"),
        _("Admins can see it. Use another model for now."),
        switch=True,
    ),
    "timeout": Failure(
        _("Took too long"), _("No result came in time; we stopped waiting."), retry=True
    ),
    "save_failed": Failure(
        _("Made, but not saved"),
        _("The result exists at the vendor for about a day. Saving it again is free."),
    ),
    "interrupted": Failure(
        _("Interrupted on our side"), _("The server restarted during this task."), retry=True
    ),
    "unknown": Failure(
        _("Something went wrong"), _("Admins can look it up by the task's number."), retry=True
    ),
}


def failure_of(task: Task) -> Failure:
    return FAILURES.get(task.failure_code, FAILURES["unknown"])


def reason(kind: str) -> str:
    """Why it is tried again, from the vendor's kind of refusal."""
    return str(FAILURES[CODES.get(kind, "unknown")].title)


def marked_field(task: Task) -> str:
    """The form's name of what was refused: the setting, where the vendor named it."""
    mark = failure_of(task).mark
    if mark != "settings":
        return mark
    said = task.failure_detail.lower()
    return next((name for name in task.params if name.lower() in said), "")


def what_the_vendor_said(task: Task) -> str:
    """Cleaned of links, keys, accounts and stack traces; nothing of the operator's account."""
    if task.failure_code in UNSAID:
        return ""
    text = TRACE.sub("", LINK.sub("[…]", task.failure_detail))
    return ACCOUNT.sub(lambda match: f"{match[1] or ''} […]".strip(), text).strip()[:MOST]
