"""The spiders, one file a kind of source."""
