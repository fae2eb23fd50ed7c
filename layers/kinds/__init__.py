"""The layers themselves, one module a kind of thing: which records it shows, as which class, drawn by which rules."""
