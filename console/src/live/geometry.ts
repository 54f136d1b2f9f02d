/** A rectangle in CSS pixels of the page. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A place in a frame: parts of its width and height, 0 to 1. */
export interface Place {
  x: number;
  y: number;
}

/**
 * The part of an element that shows the frame, as `object-fit: contain` lays it out. The rest are bars. An element or
 * frame without a size gives an empty box.
 */
export function frameBox(element: Box, frameWidth: number, frameHeight: number): Box {
  if (frameWidth <= 0 || frameHeight <= 0 || element.width <= 0 || element.height <= 0) {
    return { left: element.left, top: element.top, width: 0, height: 0 };
  }
  const scale = Math.min(element.width / frameWidth, element.height / frameHeight);
  const width = frameWidth * scale;
  const height = frameHeight * scale;
  return { left: element.left + (element.width - width) / 2, top: element.top + (element.height - height) / 2, width, height };
}

/** Where a point of the page lies in the frame, or null in the bars and beyond. */
export function placeIn(box: Box, clientX: number, clientY: number): Place | null {
  if (box.width <= 0 || box.height <= 0) return null;
  const x = (clientX - box.left) / box.width;
  const y = (clientY - box.top) / box.height;
  return x < 0 || x > 1 || y < 0 || y > 1 ? null : { x, y };
}

const clamp = (v: number) => Math.min(1, Math.max(0, v));

/** Where a finger that began inside is now: what leaves the frame stays at its edge. */
export function clampedIn(box: Box, clientX: number, clientY: number): Place {
  if (box.width <= 0 || box.height <= 0) return { x: 0, y: 0 };
  return { x: clamp((clientX - box.left) / box.width), y: clamp((clientY - box.top) / box.height) };
}

/** The size of a frame of the given shape, as large as fits. */
export function fit(width: number, height: number, maxWidth: number, maxHeight: number): { width: number; height: number } {
  if (width <= 0 || height <= 0 || maxWidth <= 0 || maxHeight <= 0) return { width: 0, height: 0 };
  const scale = Math.min(maxWidth / width, maxHeight / height);
  return { width: Math.floor(width * scale), height: Math.floor(height * scale) };
}

/** True when two sizes have the same shape; an encoder may have made the frame smaller, to whole blocks of pixels. */
export function sameShape(a: { width: number; height: number }, b: { width: number; height: number }): boolean {
  if (a.width <= 0 || a.height <= 0 || b.width <= 0 || b.height <= 0) return false;
  return Math.abs(Math.log((a.width / a.height) * (b.height / b.width))) < 0.05;
}
