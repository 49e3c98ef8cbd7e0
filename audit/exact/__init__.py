"""Exact numbers: intervals, rounding, units, printed numbers, and rules as trees."""
