/** Pixels of a picture's sides. */
const side = 128;

/** The middle of an image file as a small square PNG in base64; null when the browser can't read it as an image. */
export async function drawPicture(file: Blob): Promise<string | null> {
  const image = await readImage(file);
  if (!image) return null;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return null;
  const edge = Math.min(image.width, image.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (image.width - edge) / 2, (image.height - edge) / 2, edge, edge, 0, 0, side, side);
  image.close();
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

async function readImage(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
