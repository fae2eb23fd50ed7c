"""The window: the only floor that knows Qt (with app.py, which puts the window together)."""
