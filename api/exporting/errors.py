"""What an export cannot do."""


class TooManyRows(Exception):
    """More rows than a sheet holds; CSV and JSON lines have no limit."""
