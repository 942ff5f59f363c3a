"""Where pages live: under one center, or across the city."""

from flask import Blueprint


def center_pages(name: str, module: str) -> Blueprint:
    return Blueprint(
        name, module, url_prefix=f"/centers/<center>/{name}", template_folder="templates"
    )


def city_pages(name: str, module: str) -> Blueprint:
    return Blueprint(
        f"city_{name}", module, url_prefix=f"/city/{name}", template_folder="templates"
    )
