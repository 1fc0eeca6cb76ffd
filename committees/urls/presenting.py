"""Routes of who presents a household: the sheet of its team."""

urlpatterns: list = []
