// A QR code (ISO/IEC 18004) for texts such as links: byte mode, error correction M, versions 1 to 20 (at most 666 bytes).

/** Error correction codewords in each block, by version, at level M (ISO/IEC 18004, table 9). */
const checkLengths = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
/** Blocks, by version, at level M (same table). */
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

/** Modules that carry codewords: all but the patterns and the format and version information. */
function dataModules(version: number): number {
  const lines = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const all = (16 * version + 128) * version + 64;
  const alignment = lines === 0 ? 0 : (25 * lines - 10) * lines - 55;
  return all - alignment - (version >= 7 ? 36 : 0);
}

const codewords = (version: number) => Math.floor(dataModules(version) / 8);
const checks = (version: number) => checkLengths[version - 1] ?? 0;
const blocks = (version: number) => blockCounts[version - 1] ?? 1;
const capacity = (version: number) => codewords(version) - checks(version) * blocks(version);
/** Bits of the length of a text, in byte mode. */
const lengthBits = (version: number) => (version < 10 ? 8 : 16);

/** Product in the field of 256 elements with the polynomial 0x11D. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    if ((b >>> bit) & 1) product ^= a;
  }
  return product & 0xff;
}

/** The polynomial that checks are the remainder by, without its leading 1. */
function generator(degree: number): number[] {
  const found: number[] = Array.from({ length: degree }, (_, i) => (i === degree - 1 ? 1 : 0));
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) found[j] = times(found[j] ?? 0, root) ^ (found[j + 1] ?? 0);
    root = times(root, 2);
  }
  return found;
}

/** The Reed-Solomon checks of one block. */
export function checkWords(data: readonly number[], degree: number): number[] {
  const by = generator(degree);
  let rest = Array.from({ length: degree }, () => 0);
  for (const word of data) {
    const factor = word ^ (rest[0] ?? 0);
    rest = by.map((one, i) => (rest[i + 1] ?? 0) ^ times(one, factor));
  }
  return rest;
}

/** The bytes of a text with mode, length, end and padding. */
function dataWords(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  put(4, 4); // byte mode
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  const room = capacity(version) * 8;
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: room / 8 }, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((word, bit) => (word << 1) | bit, 0));
}

/** Data and checks of all blocks, woven into one another. Later blocks may be one word longer. */
function woven(data: readonly number[], version: number): number[] {
  const count = blocks(version);
  const short = Math.floor(data.length / count);
  const firstLong = count - (data.length % count);
  const parts: number[][] = [];
  for (let block = 0, from = 0; block < count; block++) {
    const length = short + (block < firstLong ? 0 : 1);
    parts.push(data.slice(from, from + length));
    from += length;
  }
  const columns = (rows: readonly number[][]) =>
    Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, i) => rows.flatMap((row) => row.slice(i, i + 1))).flat();
  return [...columns(parts), ...columns(parts.map((part) => checkWords(part, checks(version))))];
}

/** A remainder by a polynomial over bits, as format and version information carry. */
function remainder(value: number, by: number, bits: number): number {
  let rest = value;
  for (let i = 0; i < bits; i++) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * by);
  return rest;
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The square while it is drawn: what is dark, and what no codeword may stand in. */
class Square {
  readonly size: number;
  private readonly dark: boolean[][];
  private readonly taken: boolean[][];

  constructor(private readonly version: number) {
    this.size = 17 + 4 * version;
    const empty = () => Array.from({ length: this.size }, () => Array.from({ length: this.size }, () => false));
    this.dark = empty();
    this.taken = empty();
    this.patterns();
  }

  isDark = (x: number, y: number) => this.dark[y]?.[x] ?? false;

  rows = () => this.dark.map((row) => [...row]);

  private fix(x: number, y: number, dark: boolean) {
    const row = this.dark[y];
    const taken = this.taken[y];
    if (!row || !taken || x < 0 || x >= this.size) return; // separators reach beyond the edge
    row[x] = dark;
    taken[x] = true;
  }

  private patterns() {
    const end = this.size - 1;
    for (let i = 0; i <= end; i++) {
      this.fix(6, i, i % 2 === 0);
      this.fix(i, 6, i % 2 === 0);
    }
    const corners = [[3, 3], [end - 3, 3], [3, end - 3]] as const;
    for (const [cx, cy] of corners) this.rings(cx, cy, 4, new Set([2, 4]));
    const places = this.alignment();
    const last = places.length - 1;
    for (const [i, x] of places.entries()) {
      for (const [j, y] of places.entries()) {
        const onCorner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
        if (!onCorner) this.rings(x, y, 2, new Set([1]));
      }
    }
    this.format(0); // holds the place; the mask is known later
    this.versionInformation();
  }

  /** Squares around a middle, dark but for the rings that are light. */
  private rings(cx: number, cy: number, reach: number, light: ReadonlySet<number>) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) this.fix(cx + dx, cy + dy, !light.has(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }

  private alignment(): number[] {
    if (this.version === 1) return [];
    const count = Math.floor(this.version / 7) + 2;
    const step = Math.ceil((this.size - 13) / (count * 2 - 2)) * 2;
    return [6, ...Array.from({ length: count - 1 }, (_, i) => this.size - 7 - (count - 2 - i) * step)];
  }

  format(mask: number) {
    const bits = ((mask << 10) | remainder(mask, 0x537, 10)) ^ 0x5412; // level M is 00
    const bit = (i: number) => ((bits >>> i) & 1) === 1;
    for (let i = 0; i <= 5; i++) this.fix(8, i, bit(i));
    this.fix(8, 7, bit(6));
    this.fix(8, 8, bit(7));
    this.fix(7, 8, bit(8));
    for (let i = 9; i < 15; i++) this.fix(14 - i, 8, bit(i));
    for (let i = 0; i < 8; i++) this.fix(this.size - 1 - i, 8, bit(i));
    for (let i = 8; i < 15; i++) this.fix(8, this.size - 15 + i, bit(i));
    this.fix(8, this.size - 8, true);
  }

  private versionInformation() {
    if (this.version < 7) return;
    const bits = (this.version << 12) | remainder(this.version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >>> i) & 1) === 1;
      const along = this.size - 11 + (i % 3);
      const across = Math.floor(i / 3);
      this.fix(along, across, dark);
      this.fix(across, along, dark);
    }
  }

  /** The modules for codewords, in their order: up and down in columns of two from the right, past the timing column. */
  private *path(): Generator<[number, number]> {
    for (let right = this.size - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5;
      for (let i = 0; i < this.size; i++) {
        const y = up ? this.size - 1 - i : i;
        for (const x of [right, right - 1]) if (!this.taken[y]?.[x]) yield [x, y];
      }
    }
  }

  fill(words: readonly number[], mask: number) {
    const flips = masks[mask];
    let i = 0;
    for (const [x, y] of this.path()) {
      const bit = (((words[i >>> 3] ?? 0) >>> (7 - (i & 7))) & 1) === 1;
      const row = this.dark[y];
      if (row) row[x] = bit !== (flips?.(x, y) ?? false);
      i++;
    }
    this.format(mask);
  }
}

/** How hard a square is to read: runs, blocks, false finders, and too much of one color. */
function penalty({ size, isDark }: Square): number {
  let points = 0;
  let dark = 0;
  const finder = /(?=10111010000|00001011101)/g;
  for (let a = 0; a < size; a++) {
    let row = "";
    let column = "";
    for (let b = 0; b < size; b++) {
      row += isDark(b, a) ? "1" : "0";
      column += isDark(a, b) ? "1" : "0";
      const same = [isDark(b, a), isDark(b + 1, a), isDark(b, a + 1), isDark(b + 1, a + 1)];
      if (a < size - 1 && b < size - 1 && same.every((one) => one === same[0])) points += 3;
      if (isDark(b, a)) dark++;
    }
    for (const line of [row, column]) {
      for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
      points += 40 * (line.match(finder)?.length ?? 0);
    }
  }
  return points + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

/**
 * The rows of a QR code for a text, true where it is dark, without the light border of four that belongs around it. The
 * mask is chosen by the standard's penalties unless it is given. A text of more than 666 bytes gets null.
 */
export function qrCode(text: string, mask?: number): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  const versions = Array.from(checkLengths, (_, i) => i + 1);
  const version = versions.find((one) => capacity(one) * 8 >= 4 + lengthBits(one) + bytes.length * 8);
  if (version === undefined) return null;
  const words = woven(dataWords(bytes, version), version);
  const squares = (mask === undefined ? [...masks.keys()] : [mask]).map((one) => {
    const square = new Square(version);
    square.fill(words, one);
    return { square, points: mask === undefined ? penalty(square) : 0 };
  });
  return squares.reduce((best, one) => (one.points < best.points ? one : best)).square.rows();
}
