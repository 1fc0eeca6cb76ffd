"""The command of the web server, the same for a demonstration and for production."""

from pathlib import Path


def command(programs: Path, *, host: str, port: int, workers: int, threads: int) -> list[str]:
    """Granian on that address. No access log of its own: the application writes one line for each request."""
    line = [str(programs / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port)]
    line += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--respawn-failed-workers"]
    return [*line, "--workers-kill-timeout", "3", "--log-level", "warning", "config.wsgi:application"]
