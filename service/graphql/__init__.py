"""The GraphQL endpoint: requests, responses, trusted documents, the thread pool and the fast path."""
