"""Instagram: the live connector and the importer of its own export."""
