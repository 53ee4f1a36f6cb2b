"""The command that examines a set-up: store, settings, machine and public address."""
