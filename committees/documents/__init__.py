"""Content of a session's papers: frozen dataclasses built from rows, without the database and without a clock."""
