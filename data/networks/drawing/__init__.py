"""Positions of the nodes of a network in a drawing."""
