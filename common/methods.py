"""The methods that Palier serves."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

SERVED = ("GET", "HEAD", "POST")


class ServedMethodsMiddleware:
    """Any method but GET, HEAD and POST is answered 405, whoever asks and whatever stands at that address.

    The library's forms would take a PUT for a POST.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SERVED:
            return HttpResponseNotAllowed(SERVED)
        return self.get_response(request)
