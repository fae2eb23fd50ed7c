"""What the program costs: the real window, real mouse and wheel, medians beside the budgets and the plain way."""

from __future__ import annotations

import datetime as dt

DAY = dt.date(2026, 11, 22)
"""The day for which the measured workspaces are made, and on which their records are read."""
