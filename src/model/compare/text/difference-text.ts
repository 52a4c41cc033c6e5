import { statusCodeOf } from '../../report/failing-call.ts';
import { type RunStatus, statusInfo } from '../../status.ts';
import { formatCount, formatDuration } from '../../text/formats.ts';
import { describeType } from '../json-type.ts';
import { describeNodeError } from '../node/describe-node-error.ts';
import type { Difference, DifferenceKind, PairedNode, Usual } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';
import { nodePath, partPath } from './difference-path.ts';
import { countOf, valueText } from './value-text.ts';

/** One sentence: `input.items.0.qty is "five", was a number in 5 of 5 successes`. The caller masks values. */
export function differenceText(difference: Difference): string {
  return texts[difference.kind](difference);
}

const texts: Readonly<Record<DifferenceKind, (difference: Difference) => string>> = {
  input: payloadText,
  'step-input': payloadText,
  'missing-step': one => `${nodePath(one.node)} is missing, was there${usualText(one)}`,
  'extra-step': one => `${nodePath(one.node)} is extra, was not there${usualText(one)}`,
  attempts: attemptsText,
  status: statusText,
  error: one =>
    `${subjectOf(one)} ${errorWords(one.is)}, was ${String(one.was ?? 'without an error')}${usualText(one)}`,
  'output-type': payloadText,
  output: payloadText,
  duration: durationText,
};

function payloadText(difference: Difference): string {
  const { node, at, is, rest } = difference;
  const place = nodePath(node);
  const subject = `${place === '' ? '' : `${place}: `}${partPath(at)}`;
  if (rest !== undefined) return `${subject} has ${countOf(rest, 'further difference')}`;
  return `${subject} is ${valueText(is)}, was ${wasText(difference)}${usualText(difference)}`;
}

/** Only the type, where the values of successes vary or another type says it all. */
function wasText({ change, was, usual }: Difference): string {
  if (change === 'added') return 'not there';
  const isTyped = usual.of > 1 && (usual.varies || change === 'type');
  return isTyped ? describeType(was) : valueText(was);
}

function attemptsText(difference: Difference): string {
  const { node, is, usual } = difference;
  const failure = node.a?.status === 'failed' ? ` and ${failedWords(node.a)}` : '';
  const was = rangeText(usual, String) ?? String(difference.was);
  return `${subjectOf(difference)} took ${countOf(Number(is), 'attempt')}${failure}, was ${was}${usualText(difference)}`;
}

function statusText(difference: Difference): string {
  const { node, was, usual } = difference;
  const words = node.a ? endWords(node.a, nodesAbove(node, 'a')) : '';
  const usually = node.b && was === 'failed' ? failedWords(node.b, nodesAbove(node, 'b')) : labelOf(was);
  const before = was === 'success' && usual.of > 1 ? 'succeeded' : `was ${usually}`;
  return `${subjectOf(difference)} ${words}, ${before}${usualText(difference)}`;
}

function endWords(node: RunNode, above: readonly RunNode[]): string {
  if (node.status === 'failed') return failedWords(node, above);
  if (node.status === 'running' && node.steps.length === 0) return 'never ended';
  return `is ${labelOf(node.status)}`;
}

/** A call that tells nothing failed with the error of the step that made it. */
function failedWords(node: RunNode, above: readonly RunNode[] = []): string {
  const statusCode = node.span && statusCodeOf(node.span);
  const code = statusCode === undefined ? '' : ` with status ${statusCode}`;
  const errors = [node, ...above].map(describeNodeError);
  const error = errors.find(one => one !== undefined && one !== '');
  return `failed${code}${error === undefined ? '' : `: ${error}`}`;
}

function nodesAbove({ parent }: PairedNode, run: 'a' | 'b'): readonly RunNode[] {
  const node = parent?.[run];
  return parent && node?.status === 'failed' ? [node, ...nodesAbove(parent, run)] : [];
}

function labelOf(status: unknown): string {
  return isStatus(status) ? statusInfo[status].label : String(status);
}

function isStatus(status: unknown): status is RunStatus {
  return typeof status === 'string' && Object.hasOwn(statusInfo, status);
}

function errorWords(error: unknown): string {
  return error === undefined ? 'has no error' : `failed: ${String(error)}`;
}

function durationText(difference: Difference): string {
  const { is, was, usual } = difference;
  const before = rangeText(usual, formatDuration) ?? formatDuration(Number(was));
  return `${subjectOf(difference)} took ${formatDuration(Number(is))}, was ${before}${usualText(difference)}`;
}

function subjectOf({ node }: Difference): string {
  return nodePath(node) || 'the run';
}

/** `1 to 3`; `undefined` where successes do not differ. */
function rangeText({ range, of, varies }: Usual, format: (value: number) => string): string | undefined {
  if (!range || of < 2 || !varies) return undefined;
  const [least, most] = range.map(format);
  return least === most ? least : `${least} to ${most}`;
}

/** ` in 5 of 5 successes`; nothing where there is one run to compare with, or none is like run `b`. */
function usualText({ usual: { count, of, range, varies } }: Difference): string {
  const like = range && varies ? of : count;
  return of < 2 || like === 0 ? '' : ` in ${formatCount(like)} of ${countOf(of, 'success')}`;
}
