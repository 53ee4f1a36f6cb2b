"""When rows hold: what is stated, what is attested, what is derived."""
