"""What a PartiQL statement is to the capacity rules: the item it writes, the reads it amounts to.

The engine checks statements and runs them; nothing here refuses one. ``statement`` is the way in.
"""
