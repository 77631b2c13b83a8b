"""The archiver of a public agency's social media channels. This file imports nothing, so that floors stay floors."""
