import type {Schema} from '../../api/client';

export type ImageInput = NonNullable<NonNullable<Schema<'ModelSignature'>>['image']>;

/** Samples 0–255 in the order channel, row, column. */
export interface Samples {
  width: number;
  height: number;
  channels: number;
  values: number[];
}

/** How much finer than the model's size a drawing is before its blocks are averaged. */
const FINER = 16;

function surface(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  if (!context) throw new Error('no canvas');
  return context;
}

/** Mean of each block, as grey (BT.601 luma) or red-green-blue. */
function averaged(context: CanvasRenderingContext2D, size: ImageInput, invert: boolean): Samples {
  const {width, height, channels} = size;
  const pixels = context.getImageData(0, 0, width * FINER, height * FINER).data;
  const sums = new Float64Array(width * height * channels);
  for (let y = 0; y < height * FINER; y++) {
    for (let x = 0; x < width * FINER; x++) {
      const at = 4 * (y * width * FINER + x);
      const [red, green, blue] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
      const cell = Math.floor(y / FINER) * width + Math.floor(x / FINER);
      const samples = channels === 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : [red, green, blue];
      samples.forEach((sample, channel) => {
        sums[channel * width * height + cell] = (sums[channel * width * height + cell] ?? 0) + sample;
      });
    }
  }
  const values = [...sums].map((sum) => {
    const mean = Math.round(sum / FINER ** 2);
    return invert ? 255 - mean : mean;
  });
  return {width, height, channels, values};
}

/** The box around everything brighter than the background; null for an empty drawing. */
function bounds(drawing: HTMLCanvasElement): {x: number; y: number; width: number; height: number} | null {
  const context = drawing.getContext('2d');
  if (!context) return null;
  const {data, width, height} = context.getImageData(0, 0, drawing.width, drawing.height);
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[4 * (y * width + x)] ?? 0) > 32) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
  }
  return right < 0 ? null : {x: left, y: top, width: right - left + 1, height: bottom - top + 1};
}

/** A drawing is widened by at most this factor, */
const WIDER_MOST = 1.3;
/** towards this share of the model's width. */
const WIDTH_USUAL = 0.75;

/**
 * A drawing fills the model's height and stands in the middle, and a narrow one is widened a little, as collections of
 * scanned characters are normalised.
 */
export function fromDrawing(drawing: HTMLCanvasElement, size: ImageInput): Samples | null {
  const box = bounds(drawing);
  if (!box) return null;
  const context = surface(size.width * FINER, size.height * FINER);
  const scale = Math.min((size.height * FINER) / box.height, (size.width * FINER) / box.width);
  const natural = box.width * scale;
  const width = Math.max(natural, Math.min(WIDTH_USUAL * size.width * FINER, WIDER_MOST * natural));
  const height = box.height * scale;
  context.drawImage(
    drawing, box.x, box.y, box.width, box.height,
    (size.width * FINER - width) / 2, (size.height * FINER - height) / 2, width, height,
  );
  return averaged(context, size, false);
}

/** A picture is resized whole. */
export async function fromFile(file: File, size: ImageInput, invert: boolean): Promise<Samples> {
  const picture = await createImageBitmap(file);
  const context = surface(size.width * FINER, size.height * FINER);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, size.width * FINER, size.height * FINER);
  return averaged(context, size, invert);
}

/** What the samples look like, for the person to see. */
export function show(samples: Samples, canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const {width, height, channels, values} = samples;
  canvas.width = width;
  canvas.height = height;
  const image = context.createImageData(width, height);
  for (let cell = 0; cell < width * height; cell++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * cell + channel] = values[(channels === 1 ? 0 : channel) * width * height + cell] ?? 0;
    }
    image.data[4 * cell + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
