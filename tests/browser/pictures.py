"""Small pictures for references, and the ways they come into a page."""

import base64
import io

from PIL import Image


def png(colour="red", size=(64, 48)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def file(name, colour="red"):
    return {"name": name, "mimeType": "image/png", "buffer": png(colour)}


# Fires "paste" or "drop" on what is focused, as a browser does with files or text.
CARRY = """
([kind, selector, files, text]) => {
  const data = new DataTransfer();
  for (const { name, content } of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, { type: "image/png" }));
  }
  if (text) data.setData("text/plain", text);
  const target = selector ? document.querySelector(selector) : document.activeElement;
  const options = { bubbles: true, cancelable: true };
  if (kind === "paste") {
    return target.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
  }
  const box = target.getBoundingClientRect();
  const middle = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
  for (const step of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(step, { ...options, ...middle, dataTransfer: data }));
  }
  return true;
}
"""


def carry(page, kind, *colours, selector=None, text=""):
    """False where the page took it: a paste that goes on is the browser's own."""
    files = [
        {"name": f"{colour}.png", "content": base64.b64encode(png(colour)).decode()}
        for colour in colours
    ]
    return page.evaluate(CARRY, [kind, selector, files, text])
