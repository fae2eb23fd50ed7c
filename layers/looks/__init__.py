"""How the map looks by choice: fills by figures, filters, scale ranges, and themes that name all of it at once."""
