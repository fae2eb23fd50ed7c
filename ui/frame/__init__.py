"""The frame around the work: ribbon, search, status bar, modes, help, settings, long work, files in and out."""
