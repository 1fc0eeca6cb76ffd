"""The indicators of reports, as data."""
