"""Base maps that the user adds, and the part of one that an exported page carries."""
