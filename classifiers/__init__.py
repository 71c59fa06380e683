"""Reading articles: labels with evidence, and amounts of money."""
