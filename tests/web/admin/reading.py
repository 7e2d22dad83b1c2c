"""What an admin page says."""

from django.urls import reverse

SECRET = "sk-admin-canary-5566ab12"


def page_of(model, name="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def messages(page):
    return [str(message) for message in page.context["messages"]]


def errors(page):
    return page.context["adminform"].form.errors
