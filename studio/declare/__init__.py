"""Vendors, keys, models and offers as a text file: applied, compared, exported."""

from studio.declare.apply import Applied, apply
from studio.declare.export import export
from studio.declare.sync import sync_catalog

__all__ = ["Applied", "apply", "export", "sync_catalog"]
