"""What the window does with its maps: how they look, what a hand does on them, what is laid over, a second one."""
