"""Alerts: who wants to hear of what, and telling each of them once."""
