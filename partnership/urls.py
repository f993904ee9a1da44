"""The site map: every address of the portal, or the floor that answers it."""

from django.contrib import admin
from django.urls import include, path

from partnership import brand, home, pages
from partnership.signing_in import views as signing_in

urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("", include("governance.urls")),
    path("", include("priorities.urls")),
    path("", include("meetings.urls")),
    path("", include("partnership.engagement.urls")),
    # Officers
    path("sign-in/", signing_in.SignInPage.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("password/", signing_in.PasswordPage.as_view(), name="password"),
    path("password/changed/", signing_in.PasswordChangedPage.as_view(), name="password-changed"),
    path("admin/", admin.site.urls),
    # About the portal
    path("accessibility/", pages.AccessibilityPage.as_view(), name="accessibility"),
    path("privacy/", pages.PrivacyPage.as_view(), name="privacy"),
    path("cookies/", pages.CookiesPage.as_view(), name="cookies"),
    path("brand-<str:colour>.css", brand.brand, name="brand"),
]

handler400 = "partnership.errors.bad_request"
handler500 = "partnership.errors.server_error"
