"""Making and measuring models. Needs the extra `train`; nothing at run time imports this package."""
