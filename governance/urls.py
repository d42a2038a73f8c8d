"""Addresses of the governance pages."""

from django.urls import path

from governance.views import account, gallery, session

app_name = "governance"
urlpatterns = [
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("password/", session.password_change, name="password-change"),
    path("language/", session.language, name="language"),
    path("account/", account.account, name="account"),
    path("system/gallery/", gallery.gallery, name="gallery"),
]
