"""ReportLab's Canvas made to write PDF/A-2 with tags, page by page, straight to the stream."""
