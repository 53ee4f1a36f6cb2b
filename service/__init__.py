"""How the world reaches us: HTTP and the command line."""

import gc

gc.set_threshold(100_000)  # imports make many objects and hardly any garbage; who serves chooses anew (server.prepare)
