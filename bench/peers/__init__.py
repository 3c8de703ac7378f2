"""The same mark sheet by other tools, each written as its own documentation would have it. None imports markpack."""
