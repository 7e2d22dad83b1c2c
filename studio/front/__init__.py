"""What a web process does without Django: live events, and the bytes of files.

Django runs in a fixed pool of threads. Whatever waits on a slow browser is done here,
in the event loop, and holds none of them.
"""

from studio.front.application import Front
from studio.front.events import EventStream, Pace
from studio.front.sendfile import FileSender

__all__ = ["EventStream", "FileSender", "Front", "Pace"]
