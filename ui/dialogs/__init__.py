"""Dialogs: what needs its own window for a moment."""
