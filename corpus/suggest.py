def with_suggestions(p): return p
