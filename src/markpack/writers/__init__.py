"""From a view-model to the bytes of a file. Writers see view-models only, so no layout can compute a grade."""
