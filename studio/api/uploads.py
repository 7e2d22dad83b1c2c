from ninja import File, Router, Status
from ninja.files import UploadedFile

from providers.params import InvalidParams
from providers.said import said
from studio import uploads
from studio.api import shapes
from studio.api.access import Request
from studio.api.errors import Refusal
from studio.api.schemas import AssetOut

router = Router(tags=["Assets"])


@router.post("/uploads", response={201: AssetOut})
def upload(request: Request, file: File[UploadedFile | None] = None) -> Status[AssetOut]:
    """Keep a file to be used as a reference. Pictures lose their metadata."""
    if request.content_type != "multipart/form-data":
        raise Refusal(415, "unsupported_type", said("Send the file as multipart/form-data."))
    if file is None:
        raise InvalidParams({"file": said("is required")})
    asset = uploads.keep(request.user, file).asset
    return Status(201, shapes.assets_out(request, [asset])[0])
