"""The REST API, version 1. The pages do what it does through the same functions."""

from django.contrib.auth.decorators import login_required
from ninja import NinjaAPI

from studio.api import assets, errors, me, models, projects, prompts, runs, tasks, uploads
from studio.api.access import SessionAccess, TokenAccess
from studio.api.bodies import JsonBodies

api = NinjaAPI(
    title="Atelier",
    version="1",
    docs_url="/docs",
    docs_decorator=login_required,
    urls_namespace="api",
    auth=[TokenAccess(), SessionAccess()],
    parser=JsonBodies(),
)
errors.install(api)
for subject in (runs, tasks, uploads, assets, models, projects, prompts, me):
    api.add_router("", subject.router)
