const MAX_BYTES = 140 * 1024; // a request ends at 256 KB, and base64 makes four of three
const WIDTHS = [1600, 1200, 900, 640];

/** A document as base64; a picture that is too large is drawn smaller. Null where even that is too large. */
export async function readDocument(file: File): Promise<string | null> {
  if (file.size <= MAX_BYTES) return toBase64(file);
  if (!file.type.startsWith('image/')) return null;
  const picture = await createImageBitmap(file);
  for (const width of WIDTHS) {
    const smaller = await drawSmaller(picture, Math.min(1, width / picture.width));
    if (smaller && smaller.size <= MAX_BYTES) return toBase64(smaller);
  }
  return null;
}

function drawSmaller(picture: ImageBitmap, scale: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
}

async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
