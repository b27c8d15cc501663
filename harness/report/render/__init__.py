"""A ``Summary`` in sentences, tables and charts: terminal, Markdown, HTML, JSON, JUnit."""
