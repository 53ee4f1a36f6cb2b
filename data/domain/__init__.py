"""Enumerations, partial dates, text folding and errors of the domain. Independent of tables and files."""
