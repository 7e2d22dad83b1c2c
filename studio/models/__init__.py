"""One file per noun."""

from studio.models.asset import Asset, AssetMark, Tag
from studio.models.batch import Batch, Vote
from studio.models.catalog import GenerationModel, Offer, Timing
from studio.models.composing import Draft, Preset
from studio.models.journal import (
    AuditLog,
    Change,
    CreditRequest,
    Heartbeat,
    Lease,
    Notification,
    RescueItem,
)
from studio.models.person import ApiToken, User
from studio.models.preview import Preview
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
    "Batch",
    "Change",
    "CreditRequest",
    "Draft",
    "GenerationModel",
    "Heartbeat",
    "Lease",
    "Membership",
    "Notification",
    "Offer",
    "Preset",
    "Preview",
    "Project",
    "Prompt",
    "RescueItem",
    "Result",
    "Run",
    "StoredReply",
    "Tag",
    "Task",
    "TaskReference",
    "Timing",
    "User",
    "Vendor",
    "VendorKey",
    "Visibility",
    "Vote",
]
