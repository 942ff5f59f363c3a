"""What is asked about notices: `facts` (what happened, whom it concerns), `notices` (one's own)."""

from app.notifications.queries.notices import Notice, count_unread, page, unread_ids

__all__ = ["Notice", "count_unread", "page", "unread_ids"]
