"""The site: pages from a store, in a real browser too."""
