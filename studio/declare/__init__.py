"""Vendors, keys, models and offers as a text file: applied, compared, exported."""

from studio.declare.apply import Applied, apply
from studio.declare.export import export
from studio.declare.sync import add_offers, sync_catalog, sync_models

__all__ = ["Applied", "add_offers", "apply", "export", "sync_catalog", "sync_models"]
