"""Pictures as SVG: where marks stand, and how they are written.

Across, everything stands in percent and down in pixels, so that a picture fits any width while its
letters and dots keep their size.
"""
