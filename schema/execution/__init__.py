"""From the text of a document to an answer: limits, complexity, compiled plans, execution."""
