from django.urls import path
from django.views.decorators.http import require_POST

from studio.views.batches import batch_actions, batch_again, batch_files, batch_table, votes
from studio.views.compare import compare_page
from studio.views.composer import composed, create

urlpatterns = [
    path("batches/", require_POST(create.studio), name="batches"),
    path("batches/quote/", composed.quote, name="quote_batch"),
    path("batches/columns/", composed.columns, name="batch_columns"),
    path("batches/table/", batch_table.table, name="batch_table"),
    path("batches/table/template.csv", batch_table.template, name="batch_template"),
    path("batches/<uuid:pk>/", batch_actions.batch, name="batch"),
    path("batches/<uuid:pk>/steering/", batch_actions.steer, name="steer_batch"),
    path("batches/<uuid:pk>/again/", batch_again.again, name="batch_again"),
    path("batches/<uuid:pk>/votes/", votes.vote, name="vote"),
    path("batches/<uuid:pk>/files.zip", batch_files.files_zip, name="batch_zip"),
    path("batches/<uuid:pk>/failed.csv", batch_files.failed_rows, name="batch_failed"),
    path("compare/", compare_page.compare, name="compare"),
]
