"""The GraphQL endpoint: requests, responses, trusted documents, threads and the fast path."""
