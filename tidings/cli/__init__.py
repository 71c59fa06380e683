"""The command line. Heavy libraries are imported only by the commands that need them."""
