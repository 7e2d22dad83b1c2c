"""A made-up history, for load and layout tests: many rows, a few tiny real files."""

from studio.seeding.history import Plan, seed

__all__ = ["Plan", "seed"]
