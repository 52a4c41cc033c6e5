import { countOf, formatCount } from '../../text/formats.ts';
import { describeType, isLikeType } from '../payload/json-type.ts';
import type { Difference, DifferenceKind } from '../run-comparison.ts';
import { changedWords } from './changed-words.ts';
import { nodePath, partPath } from './difference-path.ts';
import {
  attemptsText,
  durationText,
  errorText,
  likeText,
  statusText,
  successesText,
  toldRange,
  toldText,
} from './outcome-text.ts';
import { valueText } from './value-text.ts';

/** One sentence: `input.items.0.qty is "five", was a number in 5 of 5 successes`. The caller masks values. */
export function differenceText(difference: Difference): string {
  return texts[difference.kind](difference);
}

const texts: Readonly<Record<DifferenceKind, (difference: Difference) => string>> = {
  input: payloadText,
  'step-input': payloadText,
  'missing-step': missingText,
  'extra-step': extraText,
  attempts: attemptsText,
  status: statusText,
  error: errorText,
  'output-type': payloadText,
  output: payloadText,
  duration: durationText,
};

function missingText({ node, usual }: Difference): string {
  const { count, of, isOfA } = usual;
  const place = nodePath(node);
  if (isOfA && of > 1) return `${place} ran only in run b; in ${ranIn(of - count, of)}`;
  return `${place} is missing, was there${successesText(usual)}`;
}

function extraText({ node, usual }: Difference): string {
  const { count, of, isOfA } = usual;
  const place = nodePath(node);
  const like = likeText(usual);
  if (isOfA && like !== undefined) return `${place} ran here, as in ${like}, and not in run b`;
  return of > 1 ? `${place} ran only here; in ${ranIn(of - count, of)}` : `${place} ran only here`;
}

function ranIn(count: number, of: number): string {
  return `${count === 0 ? 'none' : formatCount(count)} of ${countOf(of, 'success')}`;
}

function payloadText(difference: Difference): string {
  const { node, at, rest } = difference;
  const place = nodePath(node);
  const subject = `${place === '' ? '' : `${place}: `}${partPath(at)}`;
  if (rest !== undefined) return `${subject} has ${countOf(rest, 'further difference')}`;
  return `${subject} ${wordsText(difference) ?? valuesText(difference)}`;
}

/** Two long texts by the words that changed. */
function wordsText(difference: Difference): string | undefined {
  const words = changedWords(difference);
  if (!words) return undefined;
  const { usual } = difference;
  const others = othersText(words.others);
  const isUsual = usual.of > 1 && usual.count > 0 && !usual.varies && !usual.isOfA;
  const from = isUsual ? ` from ${ranIn(usual.count, usual.of)}` : '';
  return `differs${from}: ${words.text}${others}${varies(difference) ? variesText : ''}`;
}

function othersText(count: number | undefined): string {
  if (count === undefined) return ' and perhaps in more places';
  return count > 0 ? ` and in ${countOf(count, 'more place')}` : '';
}

function valuesText(difference: Difference): string {
  const { change, was, is, isHidden, usual } = difference;
  const now = `is ${valueText(is)}`;
  const before = isHidden ? 'a different hidden value' : valueText(was);
  if (varies(difference)) {
    return toldRange(now, before, usual, valueText) ?? `${now}, was ${before}${variesText}`;
  }
  const isTyped = usual.of > 1 && (usual.varies || change === 'type') && !isHidden;
  if (!isTyped) return toldText(now, before, usual);
  if (usual.isOfA && is !== undefined) return toldText(`${now}, ${describeType(is)}`, before, usual);
  return toldText(now, was === undefined ? before : describeType(was), usual);
}

const variesText = '; it varies between successes';

/** Values that vary between successes are shown with both values, not as the usual one. */
function varies({ was, is, usual }: Difference): boolean {
  return usual.varies && usual.of > 1 && isLikeType(was, is);
}
