"""Dialogs: what is asked before something large is done."""
