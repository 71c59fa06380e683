"""The archive: every classified article once, with its revisions, searchable in both languages."""
