"""The pages of following.

None of them sets or reads a cookie: what a link's secret allows needs no other proof, and what anybody may ask for
needs none at all. So there is nothing for a forged form to borrow, and they do without the token against it; the one
click of a mail program (RFC 8058) could not send one.

A page that is opened never changes anything: programs that look at the links in a mail before its reader does must
not subscribe or unsubscribe anybody. That takes the button.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from governance.views.pages import OfBody, Page
from partnership.engagement.following import (
    ask_to_follow,
    change,
    confirm,
    forget,
    stop,
    stop_following,
)
from partnership.engagement.forms import FollowAnyForm, FollowForm, NewsForm, bodies_to_follow
from partnership.engagement.models import Follow, Follower, HowOften
from partnership.engagement.secrets_in_links import is_whole
from partnership.engagement.wishes import NotConfirmable, asked_for
from partnership.engagement.wording import news_in_words


class Following(Page):
    """A page that can be posted to."""

    http_method_names = ["get", "head", "post"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """A view without the token against forged forms, for the reason above."""
        return csrf_exempt(super().as_view(**initkwargs))


class Asking(Following, FormView):
    """A form that asks to follow; the answer is the same whether or not the address is known."""

    form_class: type[FollowForm] = FollowForm
    template_name = "engagement/follow.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the request on, which is counted."""
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the portal sends mail at all."""
        return super().get_context_data(mail_is_set_up=settings.MAIL_IS_SET_UP, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form only where there is one."""
        return super().post(request, *args, **kwargs) if self.may_be_followed() else self.get(request, *args, **kwargs)

    def may_be_followed(self) -> bool:
        """Whether there is anything to follow."""
        return settings.MAIL_IS_SET_UP

    def form_valid(self, form: Any) -> HttpResponse:
        """Queue the question, then say that a mail is on its way."""
        ask_to_follow(form.cleaned_data["email"], wish=form.wish(self.wanted(form)))
        return HttpResponseRedirect(reverse("engagement:asked"))

    def wanted(self, form: Any) -> Any:
        """The body that the form asks to follow."""
        raise NotImplementedError

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again; 429 tells a program that it has tried too often."""
        response = super().form_invalid(form)
        if form.too_many:
            response.status_code = 429
            response["Retry-After"] = str(settings.SIGN_IN_WINDOW_SECONDS)
        return response


class FollowPage(Asking):
    """Follow all bodies, or one that is chosen from a list."""

    form_class = FollowAnyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the bodies to choose from."""
        return super().get_form_kwargs() | {"bodies": bodies_to_follow(self.request.today, self.request.user)}

    def wanted(self, form: Any) -> Any:
        """The chosen body; none means all."""
        return form.cleaned_data["body"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """There is always something to follow."""
        return super().get_context_data(may_be_followed=True, **kwargs)


class FollowBodyPage(OfBody, Asking):
    """Follow one body; one that is over has nothing more to tell."""

    http_method_names = ["get", "head", "post"]

    def may_be_followed(self) -> bool:
        """Whether the body exists or is to come."""
        return super().may_be_followed() and self.life.tense != "over"

    def wanted(self, form: Any) -> Any:
        """The body of the address."""
        return self.body

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is a form."""
        return super().get_context_data(may_be_followed=self.life.tense != "over", **kwargs)


class AskedPage(Page, TemplateView):
    """Look into your mailbox: what everybody is told who sent the form."""

    template_name = "engagement/asked.html"


@method_decorator(never_cache, name="dispatch")
class OfLink(Following, TemplateView):
    """A page behind a link from a mail; what it shows is for whoever holds the link."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Keep search engines away, should the link ever be found."""
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def does_not_work(self) -> HttpResponse:
        """The page for a link that was changed on its way, is too old, or whose follower was forgotten."""
        return self.response_class(self.request, ["engagement/unknown_link.html"], {}, status=404)


class ConfirmPage(OfLink):
    """Confirm, by a button, that an address wants what was asked for it."""

    template_name = "engagement/confirm.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what would be followed."""
        try:
            _, wish = asked_for(kwargs["token"])
        except NotConfirmable:
            return self.does_not_work()
        return self.render_to_response(self.get_context_data(**_words(wish), **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Follow."""
        try:
            follower, wish = confirm(kwargs["token"])
        except NotConfirmable:
            return self.does_not_work()
        self.template_name = "engagement/confirmed.html"
        return self.render_to_response(self.get_context_data(secret=follower.secret, **_words(wish), **kwargs))


def _words(wish: Any) -> dict[str, str]:
    return {
        "name": wish.body.name if wish.body else "all bodies",
        "news": news_in_words(wish.news),
        "how_often": HowOften(wish.how_often).label.lower(),
    }


class ManagePage(OfLink):
    """What a follower follows: to change each, to stop each, to stop all, to be forgotten."""

    template_name = "engagement/manage.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the follower first."""
        self.follower = Follower.objects.filter(secret=kwargs["secret"]).first()
        if self.follower is None or self.follower.confirmed_at is None:
            self.request = request  # type: ignore[assignment]  # as the middleware has made it
            return self.does_not_work()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add each follow with its form, the one that was sent with its faults."""
        sent: NewsForm | None = kwargs.pop("sent", None)
        follows = self._follows().select_related("body").order_by("body__name", "pk")
        forms = [(follow, sent if sent and sent.prefix == _prefix(follow) else _form(follow)) for follow in follows]
        return super().get_context_data(follower=self.follower, follows=forms, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change or stop one follow, or erase the follower."""
        if "forget" in request.POST:
            if self.follower:
                forget(self.follower)
            return self.response_class(self.request, ["engagement/forgotten.html"], self.get_page_facts())
        follow = get_object_or_404(self._follows(), pk=_number(request.POST.get("follow", "")))
        if "stop" in request.POST:
            stop_following(follow)
            return self._done("stopped")
        form = NewsForm(request.POST, prefix=_prefix(follow))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(sent=form, **kwargs))
        change(follow, **form.cleaned_data)
        return self._done("saved")

    def get_page_facts(self) -> dict[str, Any]:
        """What a page needs that speaks of nobody any more."""
        return {"crumbs": self.get_crumbs()}

    def _follows(self) -> Any:
        return Follow.objects.filter(follower=self.follower)

    def _done(self, what: str) -> HttpResponse:
        """Back to the page, by a GET, so that reloading does not send the form again."""
        address = reverse("engagement:manage", kwargs={"secret": self.kwargs["secret"]})
        return HttpResponseRedirect(f"{address}?done={what}")


def _prefix(follow: Follow) -> str:
    return f"follow-{follow.pk}"


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Http404("There is no such follow.")
    return int(value)


def _form(follow: Follow) -> NewsForm:
    return NewsForm(initial={"news": follow.news, "how_often": follow.how_often}, prefix=_prefix(follow))


class StopPage(OfLink):
    """Stop all mail: a button for people, one POST for mail programs.

    A link that arrived whole works for ever: where its follower was forgotten long since, no mail comes either.
    """

    template_name = "engagement/stop.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse a link that was broken on its way: to answer “stopped” would not be true."""
        if not is_whole(kwargs["secret"]):
            self.request = request  # type: ignore[assignment]  # as the middleware has made it
            return self.does_not_work()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop, a first time or again."""
        follower = Follower.objects.filter(secret=kwargs["secret"]).first()
        if follower is not None:
            stop(follower)
        self.template_name = "engagement/stopped.html"
        return self.render_to_response(self.get_context_data(**kwargs))
