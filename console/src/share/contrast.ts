/** The contrast of white words on a color such as #0a5774 (WCAG 2.2), from 1 to 21; 0 for what is no color. */
export function contrastToWhite(color: string | undefined): number {
  if (!color || !/^#[0-9a-f]{6}$/i.test(color)) return 0;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** The color, where white words on it can be read; else undefined, and the product's own color is used. */
export const readable = (color: string | undefined) => (contrastToWhite(color) >= 4.5 ? color : undefined);
