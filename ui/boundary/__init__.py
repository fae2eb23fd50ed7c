"""Adjusting boundaries in the window: the tool, what it proposes, and the sheet beside the map."""
