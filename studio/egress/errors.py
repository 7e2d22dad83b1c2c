"""Everything that leaves this package as an error.

* EgressError
  + CallError
    - NotSent           the vendor saw nothing: safe to send again
    - Unknown           it may have seen everything: never send again blindly
  + DownloadError
    - DownloadRefused   we will not fetch this, now or later
    - LinkExpired       the link's life is over: ask the vendor for a fresh one
    - DownloadFailed    try the same link again

`reason` is a few words of ours, never a URL, a key or the text of another error.
"""


class EgressError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CallError(EgressError):
    pass


class NotSent(CallError):
    pass


class Unknown(CallError):
    pass


class DownloadError(EgressError):
    pass


class DownloadRefused(DownloadError):
    pass


class LinkExpired(DownloadError):
    pass


class DownloadFailed(DownloadError):
    pass
