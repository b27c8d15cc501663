"""The control plane: what AWS refuses, remembers and answers of tables, and the engine does not."""
