"""WhatsApp: no way to ask, only the chat export that a phone makes (a text file, with or without its media)."""
