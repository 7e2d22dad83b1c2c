"""The only package that opens sockets: calls to vendors, and downloads of results.

Addresses are judged at the moment of connecting, so that no redirect, no trick in a
URL and no name that changes its mind leads inside. It speaks httpcore itself: what a
provider or a signed URL says goes out byte for byte, and there are no cookies, no
implicit redirects and no proxies from the environment to forbid.
"""

import logging

from studio.egress.calls import perform
from studio.egress.connections import Client, FreshConnections, LaneTransport
from studio.egress.data_uri import decode_data_uri, read_data_uri
from studio.egress.download import Downloaded, download
from studio.egress.errors import (
    CallError,
    DownloadError,
    DownloadFailed,
    DownloadRefused,
    EgressError,
    LinkExpired,
    NotSent,
    Unknown,
)
from studio.egress.policy import Policy, policy
from studio.egress.session import Session, call_now
from studio.egress.streams import Opened, stream
from studio.egress.wire import Target

# At DEBUG it writes down whole header lists.
logging.getLogger("httpcore").setLevel(logging.WARNING)
# Not ours, but a library beside us may use it, and at INFO it logs full URLs.
logging.getLogger("httpx").setLevel(logging.WARNING)

__all__ = [
    "CallError",
    "Client",
    "DownloadError",
    "DownloadFailed",
    "DownloadRefused",
    "Downloaded",
    "EgressError",
    "FreshConnections",
    "LaneTransport",
    "LinkExpired",
    "NotSent",
    "Opened",
    "Policy",
    "Session",
    "Target",
    "Unknown",
    "call_now",
    "decode_data_uri",
    "download",
    "perform",
    "policy",
    "read_data_uri",
    "stream",
]
