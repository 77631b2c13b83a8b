"""LinkedIn: an organisation page's posts and comments by API; a member's messages only from the data export."""
