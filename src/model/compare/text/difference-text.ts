import { countOf, formatCount, outOf } from '../../text/formats.ts';
import { offsetOf } from '../judge/oddity.ts';
import { describeType, isLikeType, jsonType, sizeOf } from '../payload/json-type.ts';
import type { Difference, DifferenceKind, Usual } from '../run-comparison.ts';
import { changedWords } from './changed-words.ts';
import { nodePath, pairName, partPath } from './difference-path.ts';
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

/** `input.items.0.qty is "five", was a number in 5 of 5 successes`. The caller masks values. */
export function differenceText(difference: Difference): string {
  return texts[difference.kind](difference);
}

const texts: Readonly<Record<DifferenceKind, (difference: Difference) => string>> = {
  run: payloadText,
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

function missingText(difference: Difference): string {
  const { node, usual } = difference;
  const { count, of, isOfA } = usual;
  if (difference.is !== undefined) return roundsText(difference);
  const place = nodePath(node);
  const too = splitText(usual, 'lack it');
  if (isOfA && of > 1) return `${place} ran only in run b; in ${ranIn(of - count, of)}${too}`;
  return `${place} is missing, was there${successesText(usual)}${too}`;
}

function extraText(difference: Difference): string {
  const { node, usual } = difference;
  const { count, of, isOfA } = usual;
  if (difference.is !== undefined) return roundsText(difference);
  const place = nodePath(node);
  const like = likeText(usual);
  const too = splitText(usual, 'have it');
  if (isOfA && like !== undefined) return `${place} ran here, as in ${like}, and not in run b${too}`;
  return of > 1 ? `${place} ran only here; in ${ranIn(of - count, of)}${too}` : `${place} ran only here`;
}

/** `40 × page, was 3 to 5 in 5 of 5 successes`. */
function roundsText({ node, is, was, usual }: Difference): string {
  const above = node.parent ? nodePath(node.parent) : '';
  const now = `${above === '' ? '' : `${above}: `}${String(is)} × ${pairName(node)}`;
  return toldRange(now, String(was), usual, String) ?? toldText(now, String(was), usual);
}

/** `; 17 of 17 failed lack it`; empty if no other failure does. */
function splitText({ split }: Usual, words: string): string {
  return split && split.failed > 1 ? `; ${outOf(split.failed, split.failedTotal)} failed ${words}` : '';
}

function ranIn(count: number, of: number): string {
  return `${count === 0 ? 'none' : formatCount(count)} of ${countOf(of, 'success')}`;
}

function payloadText(difference: Difference): string {
  const { node, at, rest } = difference;
  const place = nodePath(node);
  const subject = `${place === '' ? '' : `${place}: `}${partPath(at)}`;
  if (rest !== undefined) return `${subject} has ${countOf(rest, 'further difference')}`;
  return `${subject} ${evidenceText(difference) ?? wordsText(difference) ?? oddText(difference) ?? valuesText(difference)}`;
}

/** `is "BR": 17 of 17 failed have it, 1 of 408 successes`. */
function evidenceText({ was, is, usual, isHidden }: Difference): string | undefined {
  const { split, oddity = 'value', isOfA, varies } = usual;
  if (!split || split.failed < 2 || isHidden || (oddity !== 'value' && oddity !== 'absent')) return undefined;
  const now = isOfA ? `is ${valueText(is)}, was ${valueText(was)}` : `is ${valueText(is)}`;
  const have = (isOfA ? was : is) === undefined ? 'lack it' : 'have it';
  const failed = `${outOf(split.failed, split.failedTotal)} failed ${have}`;
  const usually = isOfA || varies || have === 'lack it' ? '' : ` (all have ${valueText(was)})`;
  return `${now}: ${failed}, ${formatCount(split.others)} of ${countOf(split.othersTotal, 'success')}${usually}`;
}

/** A value that no success has, unless its range or type is shown. */
function oddText({ was, is, usual, isHidden }: Difference): string | undefined {
  const { oddity, isOfA, of } = usual;
  if (isHidden || of < 2) return undefined;
  const [now, before] = [`is ${valueText(is)}`, `was ${valueText(was)}`];
  const alike = splitText(usual, 'differ alike');
  if (oddity === 'offset' && !isOfA)
    return `${now}, had the offset ${offsetOf(String(was)) || 'none'}${successesText(usual)}${alike}`;
  if (oddity === 'long') return longText({ was, is, usual }, alike);
  if (oddity !== 'value' || !usual.varies || usual.range) return undefined;
  if (isOfA) return `${now}; ${before}, which none of ${countOf(of, 'success')} has`;
  const values = usual.values?.map(valueText);
  if (!values) return `${now}, which none of ${countOf(of, 'success')} has`;
  return `${now}, was ${values.slice(0, -1).join(', ')} or ${values.at(-1)} in ${countOf(of, 'success')}`;
}

function longText({ was, is, usual }: Pick<Difference, 'was' | 'is' | 'usual'>, alike: string): string {
  const lengthText = (value: unknown) =>
    jsonType(value) === 'list'
      ? countOf(sizeOf(value), 'item')
      : `${formatCount(String(value).length)} characters long`;
  const told = { ...usual, varies: true };
  const now = `${jsonType(is) === 'list' ? 'has' : 'is'} ${lengthText(is)}`;
  const before = jsonType(is) === 'list' ? String(sizeOf(was)) : String(String(was).length);
  return `${toldRange(now, before, told, formatCount) ?? `${now}, was ${before}`}${alike}`;
}

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
  return `${toldValues(difference)}${splitText(difference.usual, 'differ alike')}`;
}

function toldValues(difference: Difference): string {
  const { change, was, is, isHidden, usual } = difference;
  const now = `is ${valueText(is)}`;
  const before = isHidden ? 'a different hidden value' : valueText(was);
  if (varies(difference))
    return toldRange(now, before, usual, valueText) ?? `${now}, was ${before}${variesText}`;
  const isTyped = usual.of > 1 && (usual.varies || change === 'type') && !isHidden;
  if (!isTyped) return toldText(now, before, usual);
  if (usual.isOfA && is !== undefined) return toldText(`${now}, ${describeType(is)}`, before, usual);
  return toldText(now, was === undefined ? before : describeType(was), usual);
}

const variesText = '; it varies between successes';

/** Whether both values are shown because those of successes vary. */
function varies({ was, is, usual }: Difference): boolean {
  return usual.varies && usual.of > 1 && isLikeType(was, is);
}
