"""What links of the platform look like, and what of them names a note or a person."""

NOTE_LINK = r"(?:explore|item|search_result|profile/[0-9a-f]{24})/([0-9a-f]{24})"
PROFILE_LINK = r"(?:user/profile|blogger-detail)/([0-9a-f]{24})"
SHORT_NAME = r"xhslink\.(?:com|cn)/(?:[a-z]/)?([0-9A-Za-z]{4,40})"
"""A short link holds no id; its own name tells the notes of one list apart."""
SOME_LINKS = 0.3
"""Where so many cells are links, the others say that one is still to come, or give it in another way."""
