"""Dates and numbers where ours differ from Django's; it looks here first."""
