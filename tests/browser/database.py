"""A studio's SQLite file, opened beside the studio that runs."""

import sqlite3
from contextlib import closing

PATIENCE = 30  # seconds that somebody else may be writing


def rows(path, sql, *values):
    """As dictionaries."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE)) as opened:
        opened.row_factory = sqlite3.Row
        return [dict(row) for row in opened.execute(sql, values)]


def change(path, sql, *values):
    """Commits; something must have been there to change."""
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as opened, opened:
        assert opened.execute(sql, values).rowcount
