"""Which type a file has, from its first bytes alone: never from its name."""

from __future__ import annotations

from typing import Literal, NamedTuple

HEAD = 4096  # bytes that tell a type

Kind = Literal["image", "video", "audio"]


class Sniffed(NamedTuple):
    kind: Kind
    mime: str
    extension: str


PNG = Sniffed("image", "image/png", "png")
JPEG = Sniffed("image", "image/jpeg", "jpg")
WEBP = Sniffed("image", "image/webp", "webp")
GIF = Sniffed("image", "image/gif", "gif")
AVIF = Sniffed("image", "image/avif", "avif")
MP4 = Sniffed("video", "video/mp4", "mp4")
MOV = Sniffed("video", "video/quicktime", "mov")
WEBM = Sniffed("video", "video/webm", "webm")
MKV = Sniffed("video", "video/x-matroska", "mkv")
M4A = Sniffed("audio", "audio/mp4", "m4a")
MP3 = Sniffed("audio", "audio/mpeg", "mp3")
WAV = Sniffed("audio", "audio/wav", "wav")
OGG = Sniffed("audio", "audio/ogg", "ogg")
WEBA = Sniffed("audio", "audio/webm", "weba")
MKA = Sniffed("audio", "audio/x-matroska", "mka")

SOUND_ONLY = {MP4: M4A, MOV: M4A, WEBM: WEBA, MKV: MKA}  # a container that holds no picture

BRANDS: dict[bytes, Sniffed] = {
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys((b"M4A ", b"M4B ", b"F4A ", b"F4B "), M4A),
    b"qt  ": MOV,
    **dict.fromkeys((b"isom", b"mp41", b"mp42", b"mp71", b"avc1", b"hvc1", b"av01"), MP4),
    **dict.fromkeys((b"dash", b"msdh", b"MSNV", b"M4V ", b"M4VH", b"M4VP", b"F4V "), MP4),
    **dict.fromkeys((b"cmfc", b"cmff", b"cmfs", b"XAVC", b"piff"), MP4),
    **{b"iso%d" % number: MP4 for number in range(2, 10)},
    **{b"3gp%d" % number: MP4 for number in range(4, 8)},
}
STILLS = {b"mif1", b"msf1", b"miaf"}  # say only that it is some HEIF: the other brands decide
OGG_AUDIO = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


def sniff(head: bytes) -> Sniffed | None:
    """The type of a file that begins with `head`; None for any that we do not take."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    return _container(head)


def _container(head: bytes) -> Sniffed | None:
    if head[4:8] == b"ftyp":
        return _ftyp(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _ebml(head)
    if head.startswith(b"OggS"):
        return OGG if any(word in head[:128] for word in OGG_AUDIO) else None
    if head.startswith(b"ID3") or _is_mp3_frame(head):
        return MP3
    return None


def _ftyp(head: bytes) -> Sniffed | None:
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, len(head)), 4))]
    if brands[0] in STILLS:
        return AVIF if {b"avif", b"avis"} & set(brands) else None
    return next((BRANDS[brand] for brand in brands if brand in BRANDS), None)


def _ebml(head: bytes) -> Sniffed | None:
    at = head[:128].find(b"\x42\x82")  # the DocType element: id, length, word
    word = head[at + 3 : at + 11]
    if at < 0:
        return None
    return WEBM if word.startswith(b"webm") else MKV if word == b"matroska" else None


def _is_mp3_frame(head: bytes) -> bool:
    """An MPEG layer III frame header whose bit rate and sample rate are real ones."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and frequency != 3
