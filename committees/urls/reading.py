"""Routes of who sits: the reading room."""

urlpatterns: list = []
