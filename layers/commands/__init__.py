"""The commands of `app.py`, a module each, loaded for it alone: options in, an answer out, an exit code."""
