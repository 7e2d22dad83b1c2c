"""The sweep: one asyncio loop a worker cluster that sends what is due and asks what runs.

The rows say what is due; a ring (`queue.ring_sweep`) only wakes a sweep. It holds a lease
row, renews it, and ends when nothing has been due for a while or when it is told to stop.
"""

from studio.sweep.hold import Hold, allow_sweep, stop_sweep
from studio.sweep.loop import sweep

__all__ = ["Hold", "allow_sweep", "stop_sweep", "sweep"]
