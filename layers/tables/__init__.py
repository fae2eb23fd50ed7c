"""A table of one kind, however long: which rows in which order, what they say, what is done to them there."""
