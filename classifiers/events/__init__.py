"""What happened, as the article tells it: deals, policies and milestones with their parties and terms."""

from classifiers.events.finder import Found, find_events

__all__ = ["Found", "find_events"]
