"""What Facebook's and Instagram's live connectors share: the Graph API's paging, errors, limits and messages."""
