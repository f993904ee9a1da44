"""The pages on which officers sign in, sign out and change their password."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from partnership.signing_in.forms import PasswordForm, SignInForm


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignInPage(auth.LoginView):
    """User name and password; then the officers' site, or the page that was asked for."""

    authentication_form = SignInForm
    redirect_authenticated_user = True
    template_name = "registration/sign_in.html"

    def get_default_redirect_url(self) -> str:
        """Lead to the officers' site whoever may enter it, and everybody else to the front page."""
        if admin.site.has_permission(self.request):
            return reverse("admin:index")
        return super().get_default_redirect_url()

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again; 429 tells a program that it has tried too often."""
        response = super().form_invalid(form)
        if isinstance(form, SignInForm) and form.too_many_attempts:
            response.status_code = 429
            response["Retry-After"] = "300"
        return response


class SignOut(auth.LogoutView):
    """Ends the session; asked for by a button, never by a link."""

    http_method_names = ["post", "options"]


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class PasswordPage(auth.PasswordChangeView):
    """Change one's own password."""

    form_class = PasswordForm
    success_url = reverse_lazy("password-changed")
    template_name = "registration/password.html"


@method_decorator(require_http_methods(["GET", "HEAD"]), name="dispatch")
class PasswordChangedPage(auth.PasswordChangeDoneView):
    """Say that the password was changed."""

    template_name = "registration/password_changed.html"
