"""Runs side by side: what changed from one to another, and what each of several designs costs."""
