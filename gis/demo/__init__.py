"""Invented geometry for the demo counties: frames made from small real sources and a seed. See `territory`."""
