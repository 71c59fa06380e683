"""Crawling: from sources to articles, politely and safely."""
