import type { ReadableText } from '../../text/readable-text.ts';

const unitsPerTurn = 16_384;
const longestWord = 256;
const wordUnit = /[\p{L}\p{N}\p{M}_\ud800-\udfff]/u;

/** How many units two texts have in common at their starts, without a part of a word. */
export function* commonStart(was: ReadableText, is: ReadableText): Generator<undefined, number> {
  const most = Math.min(was.length, is.length);
  let common = 0;
  while (common < most) {
    const left = was.slice(common, Math.min(most, common + unitsPerTurn));
    const right = is.slice(common, Math.min(most, common + unitsPerTurn));
    if (left !== right) {
      common += commonUnits(left, right, (text, at) => text.charCodeAt(at));
      break;
    }
    common += left.length;
    yield;
  }
  const cutsWord = (text: ReadableText) => isInWord(text, common);
  for (let back = 0; back < longestWord && (cutsWord(was) || cutsWord(is)); back += 1) common -= 1;
  return common;
}

/** How many units they have in common at their ends, after so many that are common at their starts. */
export function* commonEnd(was: ReadableText, is: ReadableText, start: number): Generator<undefined, number> {
  const most = Math.min(was.length, is.length) - start;
  let common = 0;
  while (common < most) {
    const size = Math.min(unitsPerTurn, most - common);
    const left = was.slice(was.length - common - size, was.length - common);
    const right = is.slice(is.length - common - size, is.length - common);
    if (left !== right) {
      common += commonUnits(left, right, (text, at) => text.charCodeAt(text.length - 1 - at));
      break;
    }
    common += size;
    yield;
  }
  const cutsWord = (text: ReadableText) => isInWord(text, text.length - common);
  for (let back = 0; back < longestWord && common > 0 && (cutsWord(was) || cutsWord(is)); back += 1)
    common -= 1;
  return common;
}

function commonUnits(was: string, is: string, unitAt: (text: string, at: number) => number): number {
  let common = 0;
  while (common < was.length && unitAt(was, common) === unitAt(is, common)) common += 1;
  return common;
}

/** Whether a cut before the unit would part a word or a character of two units. */
function isInWord(text: ReadableText, at: number): boolean {
  return (
    at > 0 &&
    at < text.length &&
    wordUnit.test(text.slice(at - 1, at)) &&
    wordUnit.test(text.slice(at, at + 1))
  );
}
