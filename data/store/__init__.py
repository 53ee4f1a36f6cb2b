"""The relational store: engine, tables, migrations, bulk writes and the versions that it keeps."""
