"""A device whose clock is wrong."""

MINUTES = 60_000
WRONG = """
const Right = Date;
window.Date = class extends Right {
  constructor(...parts) { super(...(parts.length ? parts : [window.Date.now()])); }
  static now() { return Right.now() + %d; }
};
"""


def wrong_clock(milliseconds):
    """A script for a context: so far ahead of the right time, or behind it where negative."""
    return WRONG % milliseconds
