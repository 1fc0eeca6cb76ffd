"""Content of documents: frozen dataclasses built from rows, without the database and without a clock."""
