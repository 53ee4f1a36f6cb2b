"""Lanes: worker processes with queues for what takes long, so that answering never waits for computing."""
