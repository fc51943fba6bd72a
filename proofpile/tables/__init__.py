"""Anybody's tables of documents: Arrow, Parquet and JSON lines, read without losing a row or a column."""
