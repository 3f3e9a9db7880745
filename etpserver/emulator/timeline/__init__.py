"""Going back: each request that changed something leaves a point to which a world can return."""
