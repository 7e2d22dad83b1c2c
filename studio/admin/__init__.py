"""Django's admin over every model: plain pages that work under the strict CSP."""

from django.contrib import admin

from studio.admin import (  # noqa: F401  each registers its models
    asset,
    batch,
    catalog,
    credit_request,
    credits,
    jobs,
    journal,
    person,
    project,
    prompt,
    run,
    task,
    vendor,
    vendor_key,
)

admin.site.site_title = admin.site.site_header = "Atelier"
admin.site.index_title = "Administration"
