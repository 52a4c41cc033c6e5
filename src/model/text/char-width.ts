import { partitionPoint } from '../partition-point.ts';

/** First and last code points of East Asian Width W and F (Unicode 17), flat. */
const wideRanges: readonly number[] = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd,
  0x25fe, 0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267f, 0x267f, 0x268a, 0x268f, 0x2693, 0x2693,
  0x26a1, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea,
  0x26ea, 0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b,
  0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0,
  0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x2e99, 0x2e9b, 0x2ef3,
  0x2f00, 0x2fd5, 0x2ff0, 0x303e, 0x3041, 0x3096, 0x3099, 0x30ff, 0x3105, 0x312f, 0x3131, 0x318e, 0x3190,
  0x31e5, 0x31ef, 0x321e, 0x3220, 0x3247, 0x3250, 0xa48c, 0xa490, 0xa4c6, 0xa960, 0xa97c, 0xac00, 0xd7a3,
  0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe52, 0xfe54, 0xfe66, 0xfe68, 0xfe6b, 0xff01, 0xff60, 0xffe0,
  0xffe6, 0x16fe0, 0x16fe4, 0x16ff0, 0x16ff6, 0x17000, 0x18cda, 0x18cff, 0x18d20, 0x18d80, 0x18df2, 0x18e00,
  0x19191, 0x191a0, 0x191d2, 0x1aff0, 0x1aff3, 0x1aff5, 0x1affb, 0x1affd, 0x1affe, 0x1b000, 0x1b128, 0x1b132,
  0x1b132, 0x1b150, 0x1b152, 0x1b155, 0x1b155, 0x1b164, 0x1b168, 0x1b170, 0x1b2fb, 0x1d300, 0x1d356, 0x1d360,
  0x1d376, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f1ae, 0x1f1ae, 0x1f200,
  0x1f202, 0x1f210, 0x1f23b, 0x1f240, 0x1f248, 0x1f250, 0x1f251, 0x1f260, 0x1f265, 0x1f300, 0x1f320, 0x1f32d,
  0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4,
  0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff, 0x1f53d, 0x1f54b, 0x1f54e, 0x1f550,
  0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb, 0x1f64f, 0x1f680, 0x1f6c5, 0x1f6cc,
  0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d9, 0x1f6dc, 0x1f6df, 0x1f6eb, 0x1f6ec, 0x1f6f4, 0x1f6fc, 0x1f7da,
  0x1f7da, 0x1f7e0, 0x1f7eb, 0x1f7f0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff, 0x1fa70,
  0x1fa7c, 0x1fa80, 0x1fac6, 0x1fac8, 0x1fac8, 0x1facc, 0x1fadd, 0x1fadf, 0x1faeb, 0x1faef, 0x1fafa, 0x20000,
  0x2fffd, 0x30000, 0x3fffd,
];

/** Flat ranges of visible characters that never join each other in a cluster; others need a segmenter. */
const simpleRanges: readonly number[] = [
  0x20, 0x7e, 0xa0, 0xac, 0xae, 0x2ff, 0x370, 0x482, 0x48a, 0x590, 0x5d0, 0x5f4, 0x620, 0x64a, 0x671, 0x6d3,
  0xe01, 0xe30, 0xe40, 0xe46, 0x10a0, 0x10ff, 0x1e00, 0x1fff, 0x2010, 0x2027, 0x2030, 0x205e, 0x20a0, 0x20cf,
  0x2100, 0x2cee, 0x2e00, 0x3029, 0x3030, 0x3096, 0x309b, 0x3163, 0x3165, 0xa4cf, 0xac00, 0xd7a3, 0xe000,
  0xfaff, 0xff01, 0xff9d, 0xffe0, 0xffef, 0xfffd, 0xfffd, 0x1f300, 0x1f3fa, 0x1f400, 0x1faff, 0x20000,
  0x3fffd,
];

/** The columns of a code point alone in its grapheme cluster. */
function codePointWidth(codePoint: number): 1 | 2 {
  return isInRanges(wideRanges, codePoint) ? 2 : 1;
}

const bmpWidths = createBmpWidths();

/** The columns of a code point whose width does not depend on its neighbours; 0 for all others. */
export function simpleWidth(codePoint: number): number {
  if (codePoint < 0x10000) return bmpWidths[codePoint] ?? 0;
  return isInRanges(simpleRanges, codePoint) ? codePointWidth(codePoint) : 0;
}

/** Whether no width depends on neighbours. */
export function isSimpleText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code < 0xe000) {
      const point = text.codePointAt(at) ?? 0;
      if (point < 0x10000 || simpleWidth(point) === 0) return false;
      at++;
    } else if (bmpWidths[code] === 0) return false;
  }
  return true;
}

function createBmpWidths(): Uint8Array {
  const widths = new Uint8Array(0x10000).fill(1);
  eachRange(wideRanges, (from, to) => widths.fill(2, from, to));
  let before = 0;
  eachRange(simpleRanges, (from, to) => {
    widths.fill(0, before, from);
    before = to;
  });
  return widths.fill(0, before);
}

/** Calls `use` with each pair of a first code point and the one after the last. */
function eachRange(ranges: readonly number[], use: (from: number, to: number) => void): void {
  for (let at = 0; at < ranges.length; at += 2) use(ranges[at] ?? 0, (ranges[at + 1] ?? 0) + 1);
}

function isInRanges(ranges: readonly number[], codePoint: number): boolean {
  const before = partitionPoint(ranges.length / 2, range => (ranges[range * 2 + 1] ?? 0) < codePoint);
  return codePoint >= (ranges[before * 2] ?? Number.POSITIVE_INFINITY);
}

const visible = () => /[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]/u;
const spacingMark = () => /\p{Mc}/u;
const pictographs = () => /\p{Extended_Pictographic}/gu;
const keycap = /^[\d#*]\uFE0F?\u20E3$/;
const emojiVariation = () => /^(?![\d#*\u{1F1E6}-\u{1F1FF}])\p{Emoji}\uFE0F$/u;
const emojiWithSkin = () => /^\p{Emoji_Modifier_Base}\p{Emoji_Modifier}$/u;
const regionPair = /^[\u{1F1E6}-\u{1F1FF}]{2}$/u;
const flag = () => /^\p{RGI_Emoji_Flag_Sequence}$/v;

/** Longer clusters are an attack on the terminal. */
const longestEmoji = 50;

/** The columns of a grapheme cluster by the rules of `string-width`, which Ink uses. */
export function clusterWidth(cluster: string): number {
  const start = cluster.search(visible());
  if (start === -1) return 0;
  if (isWideEmoji(cluster)) return 2;
  const points = Array.from(start === 0 ? cluster : cluster.slice(start));
  const first = points[0]?.codePointAt(0) ?? 0;
  if (isJamo(first)) return jamoWidth(points.filter(point => visible().test(point)).map(toCodePoint));
  let columns = codePointWidth(first);
  for (const point of points.slice(1)) {
    if (spacingMark().test(point) || isHalfOrFullForm(point)) columns += codePointWidth(toCodePoint(point));
  }
  return columns;
}

function isWideEmoji(cluster: string): boolean {
  if (cluster.length < 2 || cluster.length > longestEmoji) return false;
  if (cluster.includes('\u200D')) return (cluster.match(pictographs())?.length ?? 0) >= 2;
  if (keycap.test(cluster) || emojiVariation().test(cluster) || emojiWithSkin().test(cluster)) return true;
  return regionPair.test(cluster) && flag().test(cluster);
}

function toCodePoint(point: string): number {
  return point.codePointAt(0) ?? 0;
}

function isHalfOrFullForm(point: string): boolean {
  return point >= '\uFF00' && point <= '\uFFEF';
}

function isLeading(code: number | undefined): boolean {
  return code !== undefined && ((code >= 0x1100 && code <= 0x115f) || (code >= 0xa960 && code <= 0xa97c));
}

function isVowel(code: number | undefined): boolean {
  return code !== undefined && ((code >= 0x1160 && code <= 0x11a7) || (code >= 0xd7b0 && code <= 0xd7c6));
}

function isTrailing(code: number | undefined): boolean {
  return code !== undefined && ((code >= 0x11a8 && code <= 0x11ff) || (code >= 0xd7cb && code <= 0xd7fb));
}

function isJamo(code: number): boolean {
  return isLeading(code) || isVowel(code) || isTrailing(code);
}

/** Leading jamo, vowel and optional trailing jamo form a syllable of two columns; others do not combine. */
function jamoWidth(codes: readonly number[]): number {
  let columns = 0;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (isLeading(code) && isVowel(codes[at + 1])) {
      columns += 2;
      at += isTrailing(codes[at + 2]) ? 2 : 1;
    } else {
      columns += codePointWidth(code);
    }
  }
  return columns;
}
