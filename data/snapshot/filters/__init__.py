"""Row selections of filters: by places and distances, by dates and counts, by roles, by partners."""
