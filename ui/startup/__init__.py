"""From the command line to a window with a workspace in it: what is read when, the start page, the ways in."""
