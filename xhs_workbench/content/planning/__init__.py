"""Who makes which format and carries which hashtag, and how both performed before."""
