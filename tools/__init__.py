"""What builds, checks and starts the project; nothing here is part of the program."""
