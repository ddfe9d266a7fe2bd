"""What queueing theory says: formulas that simulations are held to, and that answer at once."""
