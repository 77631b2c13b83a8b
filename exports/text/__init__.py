"""Text as glyphs: cleaning, faces, clusters, direction, shaping, line breaking. Knows nothing of PDF."""
