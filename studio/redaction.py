"""Keeps secrets out of the log, whatever a library writes there."""

from __future__ import annotations

import logging
import re

PATTERN = re.compile(
    r"(?i)(bearer\s+|x-api-key['\"]?\s*[:=]\s*['\"]?|(?:signature|token|apikey|api_key|password)=)[^\s'\"&,)]+"
    r"|\b(?:sk|sh|aa_live|atl)[-_][A-Za-z0-9_-]{8,}"
)


def redact(text: str) -> str:
    return PATTERN.sub(lambda match: f"{match[1] or ''}[redacted]", text)


class SecretFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        return True
