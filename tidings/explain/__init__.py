"""What became of an article, stage by stage, and the first thing that kept it from a subscriber."""
