"""Execution of GraphQL documents: parsing, limits, cost, compiled plans."""
