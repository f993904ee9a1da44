"""The addresses of following."""

from django.urls import path

from partnership.engagement import views

app_name = "engagement"

# A body whose slug is “asked” is followed from the list of `follow`.
urlpatterns = [
    path("follow/", views.FollowPage.as_view(), name="follow"),
    path("follow/asked/", views.AskedPage.as_view(), name="asked"),
    path("follow/confirm/<str:token>/", views.ConfirmPage.as_view(), name="confirm"),
    path("follow/manage/<str:secret>/", views.ManagePage.as_view(), name="manage"),
    path("follow/stop/<str:secret>/", views.StopPage.as_view(), name="stop"),
    path("follow/<slug:slug>/", views.FollowBodyPage.as_view(), name="follow-body"),
]
