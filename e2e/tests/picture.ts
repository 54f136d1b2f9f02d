import { expect, type Locator } from "@playwright/test";

/** Pixels of a video or canvas, made small: three characters of 0 to 255 a pixel, row by row. A string travels fast. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
}

const width = 90;

/** What a video or canvas shows now; null before it shows anything. */
export function pictureOf(screen: Locator): Promise<Picture | null> {
  return screen.evaluate((element, width) => {
    if (!(element instanceof HTMLVideoElement || element instanceof HTMLCanvasElement)) throw new Error("not a picture");
    const real = element instanceof HTMLVideoElement ? [element.videoWidth, element.videoHeight] : [element.width, element.height];
    const [realWidth = 0, realHeight = 0] = real;
    if (realWidth === 0 || realHeight === 0) return null;
    const height = Math.round((width * realHeight) / realWidth);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("no canvas to draw on");
    context.drawImage(element, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    let pixels = "";
    for (let i = 0; i < data.length; i += 4) pixels += String.fromCharCode(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0);
    return { width, height, pixels };
  }, width);
}

/** The part of the pixels that clearly differ, 0 to 1; 1 for pictures of another shape. */
export function difference(a: Picture | null, b: Picture | null): number {
  if (a === null || b === null || a.width !== b.width || a.height !== b.height) return 1;
  let changed = 0;
  for (let i = 0; i < a.pixels.length; i += 3) {
    const apart = [0, 1, 2].map((c) => Math.abs(a.pixels.charCodeAt(i + c) - b.pixels.charCodeAt(i + c)));
    if (Math.max(...apart) > 40) changed++;
  }
  return (changed * 3) / a.pixels.length;
}

/** How much of a picture is not black, 0 to 1. */
export function light(picture: Picture | null): number {
  if (picture === null) return 0;
  let lit = 0;
  for (let i = 0; i < picture.pixels.length; i += 3) {
    if ([0, 1, 2].some((c) => picture.pixels.charCodeAt(i + c) > 24)) lit++;
  }
  return (lit * 3) / picture.pixels.length;
}

/** Does something and waits until at least a part of the picture has become another. */
export async function changes(screen: Locator, part: number, act: () => Promise<void>, what: string): Promise<void> {
  const before = await pictureOf(screen);
  await act();
  await expect
    .poll(async () => difference(before, await pictureOf(screen)), { message: `${what} changes the picture`, intervals: [100] })
    .toBeGreaterThan(part);
}
