"""Our own algorithms on large graphs: shortest paths from many sources at once, without the trees."""
