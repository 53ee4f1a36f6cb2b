"""The relational store: engine, tables, migrations, bulk inserts and catalogue versions."""
