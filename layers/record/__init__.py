"""One record, or many as one: how it is filled in, read, compared, and what is attached to it."""
