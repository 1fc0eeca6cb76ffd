"""A programme: the rules of a partnership as data (domain 6). Nothing here knows one by its name."""
