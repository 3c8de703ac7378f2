"""The assignment brief and its planner."""
