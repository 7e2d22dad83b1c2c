"""The life of a task. The only code that changes a task's status.

queued -> submitting -> running -> archiving -> succeeded
  |         |  |  |        |           |
  |         |  |  `-(answered at once)-+
  |         |  `-> unknown             |
  `---------+----------+---------------+-> failed | cancelled
"""
