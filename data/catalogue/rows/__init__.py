"""The rows of a catalogue: held as columns, seen one by one when they are asked for."""
