import logging
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from prometheus_client import start_http_server

from common.metrics import registry
from common.starting import CannotStart

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serve the figures for Prometheus on an address that only its server reaches, until stopped."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=9100)

    def handle(self, *, address: str, port: int, **options) -> None:
        if not settings.METRICS_FOLDER:
            raise CannotStart("PALIER_METRICS_FOLDER is not set: nothing is counted.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        server, _ = start_http_server(port, address, registry(one_thread_each=True))
        logger.info("serving on %s:%d", address, server.server_port)
        stop.wait()
        server.shutdown()
