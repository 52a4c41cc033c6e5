import { codePointWidth } from './char-width.ts';

const visible = () => /[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]/u;
const spacingMark = () => /\p{Mc}/u;
const pictographs = () => /\p{Extended_Pictographic}/gu;
const keycap = /^[\d#*]\uFE0F?\u20E3$/;
const emojiVariation = () => /^(?![\d#*\u{1F1E6}-\u{1F1FF}])\p{Emoji}\uFE0F$/u;
const emojiWithSkin = () => /^\p{Emoji_Modifier_Base}\p{Emoji_Modifier}$/u;
const regionPair = /^[\u{1F1E6}-\u{1F1FF}]{2}$/u;
const flag = () => /^\p{RGI_Emoji_Flag_Sequence}$/v;

/** The longest emoji. A longer cluster is an attack on the terminal. */
const longestEmoji = 50;

/** Columns of a grapheme cluster by the rules of `string-width`, with which Ink lays out the screen. */
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
