"""Column tables from the rows of the store, or from the image of them that the store holds."""
