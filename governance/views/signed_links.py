"""Pages that a signed link opens, for people without an account."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View


@method_decorator(csrf_exempt, name="dispatch")
class BySignedLink(View):
    """The page of a signed link, whose token the address carries; stands before the page's other classes.

    Whoever holds the link may report, so there is no session that could be ridden: the forged-request check is left
    out, and with it the cookie and the Referer header that it would need.
    """

    by_link = True
    opened: Any
    """What the link opens, once it is found."""
    void_template: ClassVar[str]
    """The page for a link that opens nothing."""

    def opened_by(self, token: str) -> Any:
        """What the token opens; None where it is forged, too old or void."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the link; one that opens nothing says so. No answer is kept, indexed or told to other sites."""
        self.opened = self.opened_by(kwargs["token"])
        if self.opened is None:
            response: HttpResponseBase = render(request, self.void_template, status=404)
        else:
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store"
        return response
