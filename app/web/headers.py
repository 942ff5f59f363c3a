"""Security headers on every answer. Measured against OWASP ASVS 5.0 chapters 3 and 14."""

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'; manifest-src 'self'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

A_YEAR = 365 * 24 * 60 * 60


def send_headers(app: Flask) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "public, max-age=86400"
        elif seconds := g.get("caches_keep"):
            response.headers["Cache-Control"] = f"public, max-age={seconds}"
        elif seconds := g.get("owner_keeps"):
            response.headers["Cache-Control"] = f"private, max-age={seconds}"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response


def let_caches_keep(seconds: int) -> None:
    """What this request is answered is the same for everybody: let anything keep it a while."""
    g.caches_keep = seconds


def let_owner_keep(seconds: int) -> None:
    """What this request is answered is for one person: their own program may keep it a while."""
    g.owner_keeps = seconds
