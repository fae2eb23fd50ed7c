"""What the program costs: the real window, real mouse and wheel, medians beside the budgets and the plain way."""
