import { isActive, statusInfo } from '../../status.ts';
import { countOf, formatCount, formatDuration } from '../../text/formats.ts';
import { statusCodeOf } from '../../trace/call-facts.ts';
import { describeNodeError, hasNeverEnded } from '../judge/compare-outcome.ts';
import type { Difference, PairedNode, Usual } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';
import { nodePath } from './difference-path.ts';

/** `charge took 3 attempts, was 1 in 5 of 5 successes, and failed (CardError: no such card)`. */
export function attemptsText(difference: Difference): string {
  const { node, is, was, usual } = difference;
  const failure = node.a?.status === 'failed' ? `, and ${failedText(node.a)}` : '';
  const taken = `${subjectOf(difference)} took ${countOf(Number(is), 'attempt')}`;
  const told = toldRange(taken, String(was), usual, String) ?? toldText(taken, String(was), usual);
  return `${told}${failure}`;
}

/** `charge failed (CardError: no such card); no error in 5 of 5 successes`. */
export function statusText(difference: Difference): string {
  const { node, usual } = difference;
  const subject = subjectOf(difference);
  const [is, was] = [endWords(node, 'a'), endWords(node, 'b')];
  if (!node.parent) return `${subject} ${is}; run b ${was}`;
  const like = likeText(usual);
  const other = `${was} in run b`;
  if (like !== undefined && usual.isOfA) return `${subject} ${is}, as in ${like}; ${other}`;
  const isSuccess = node.b?.status === 'success';
  return `${subject} ${is}; ${like !== undefined && isSuccess ? `no error in ${like}` : other}`;
}

export function errorText(difference: Difference): string {
  const { is, was, usual } = difference;
  const now = is === undefined ? 'has no error' : `failed (${String(is)})`;
  return toldText(`${subjectOf(difference)} ${now}`, String(was ?? 'without an error'), usual);
}

export function durationText(difference: Difference): string {
  const { node, is, was, usual } = difference;
  const [now, before] = [formatDuration(Number(is)), formatDuration(Number(was))];
  if (node.a && isActive(node.a)) {
    const usually = rangeText(usual, formatDuration) ?? before;
    return `${subjectOf(difference)} has been running for ${now}, took ${usually}${successesText(usual)}`;
  }
  const taken = `${subjectOf(difference)} took ${now}`;
  if (node.b && isActive(node.b)) return `${taken}; has been running for ${before} in run b`;
  return toldRange(taken, before, usual, formatDuration) ?? toldText(taken, before, usual);
}

function subjectOf({ node }: Difference): string {
  return nodePath(node) || 'the run';
}

function endWords(node: PairedNode, run: 'a' | 'b'): string {
  const one = node[run];
  if (!one) return 'was not there';
  const { status } = one;
  if (status === 'failed') return failedText(one, nodesAbove(node, run));
  if (status === 'success') return 'succeeded';
  return hasNeverEnded(node, run) ? 'never ended' : `is ${statusInfo[status].label.toLowerCase()}`;
}

/** A call without an error failed with that of the step that made it. */
function failedText(node: RunNode, above: readonly RunNode[] = []): string {
  const statusCode = node.span && statusCodeOf(node.span);
  const code = statusCode === undefined ? '' : ` with status ${statusCode}`;
  const errors = [node, ...above].map(describeNodeError);
  const error = errors.find(one => one !== undefined && one !== '');
  return `failed${code}${error === undefined ? '' : ` (${error})`}`;
}

function nodesAbove({ parent }: PairedNode, run: 'a' | 'b'): readonly RunNode[] {
  const node = parent?.[run];
  return parent && node?.status === 'failed' ? [node, ...nodesAbove(parent, run)] : [];
}

/** `is 5, was 1 in 5 of 5 successes`, or if run `a` is usual `is 1, as in 5 of 5 successes; was 5`. */
export function toldText(is: string, was: string, usual: Usual): string {
  const like = likeText(usual);
  if (like === undefined) return `${is}, was ${was}`;
  return usual.isOfA ? `${is}, as in ${like}; was ${was}` : `${is}, was ${was} in ${like}`;
}

/**
 * `took 900ms, was 3ms to 4ms in 5 of 5 successes`, or if run `a` is usual `took 3ms, was 900ms; 3ms to 4ms
 * in 5 of 5 successes`; `undefined` if successes do not differ.
 */
export function toldRange(
  is: string,
  was: string,
  usual: Usual,
  format: (value: number) => string,
): string | undefined {
  const range = rangeText(usual, format);
  if (range === undefined) return undefined;
  return usual.isOfA ? `${is}, was ${was}; ${range} in ${likeText(usual)}` : toldText(is, range, usual);
}

/** ` in 5 of 5 successes`, if these are like run `b`. */
export function successesText(usual: Usual): string {
  const like = usual.isOfA ? undefined : likeText(usual);
  return like === undefined ? '' : ` in ${like}`;
}

/** `5 of 5 successes`, those that are like the usual run; `undefined` if none is. */
export function likeText({ count, of, range, varies }: Usual): string | undefined {
  const like = range && varies ? of : count;
  return of < 2 || like === 0 ? undefined : `${formatCount(like)} of ${countOf(of, 'success')}`;
}

/** `1 to 3`; `undefined` if successes do not differ. */
function rangeText({ range, of, varies }: Usual, format: (value: number) => string): string | undefined {
  if (!range || of < 2 || !varies) return undefined;
  const [least, most] = range.map(format);
  return least === most ? least : `${least} to ${most}`;
}
