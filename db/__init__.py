"""Records, the journal that is their one write path, and the workspace that holds both."""
