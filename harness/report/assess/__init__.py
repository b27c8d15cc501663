"""Counts to a ``Summary``: demand, burst, recommended units, costs, budgets."""
