"""One file per noun."""

from studio.models.asset import Asset, AssetMark, Tag
from studio.models.catalog import GenerationModel, Offer
from studio.models.journal import AuditLog, Change, Heartbeat, Lease, Notification, RescueItem
from studio.models.person import ApiToken, User
from studio.models.project import Membership, Project, Visibility
from studio.models.prompt import Prompt
from studio.models.run import Run
from studio.models.task import Attempt, Result, StoredReply, Task, TaskReference
from studio.models.vendor import Vendor, VendorKey

__all__ = [
    "ApiToken",
    "Asset",
    "AssetMark",
    "Attempt",
    "AuditLog",
    "Change",
    "GenerationModel",
    "Heartbeat",
    "Lease",
    "Membership",
    "Notification",
    "Offer",
    "Project",
    "Prompt",
    "RescueItem",
    "Result",
    "Run",
    "StoredReply",
    "Tag",
    "Task",
    "TaskReference",
    "User",
    "Vendor",
    "VendorKey",
    "Visibility",
]
