"""The rule language: read, explained, turned into form fields and back, and indexed. Pure: no clock, network or database.

`parser` makes a tree of text, `tree` joins conditions, `conditions`, `events` and `amounts` hold those, `facts` is the
article as they look at it, `why` says why not, `index` finds the rules that match, `form` is the language as form fields.
"""
