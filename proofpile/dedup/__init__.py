"""Duplicates: exact ones here; near ones join later."""
