"""Starts Palier and its embedded servers. Standard library only: it runs before anything is installed."""
