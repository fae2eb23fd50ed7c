"""Qt's models over the Qt-free ones of `layers`: they hold no rows of their own."""
