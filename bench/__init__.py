"""How many documents a second: markpack's own, and the same mark sheet by other tools in the same run."""
