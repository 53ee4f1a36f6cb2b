"""The HTTP service and the command line."""

import gc

gc.set_threshold(100_000)  # imports create little garbage; `server.prepare` sets the thresholds of a server
