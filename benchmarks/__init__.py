"""What the program costs: the real window, real mouse and wheel events, medians, beside the budgets and the plain way."""
