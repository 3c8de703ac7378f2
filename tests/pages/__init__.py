"""How the pages of whole packs are filled."""
