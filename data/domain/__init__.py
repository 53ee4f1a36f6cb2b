"""The closed lists, dates, texts and errors of the domain; knows no table and no file."""
