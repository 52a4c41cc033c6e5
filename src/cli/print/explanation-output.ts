import { formatQuery } from '../../model/query/format.ts';
import { runAddress } from '../../model/run.ts';
import { causeQuery } from '../../model/share/cause-query.ts';
import type { FailureExplanation } from '../../model/share/explanation.ts';
import { closestTo, type SharedCause } from '../../model/share/find-shared.ts';
import { maskShared } from '../../model/share/mask-shared.ts';
import { sharedLines } from '../../model/share/shared-text.ts';
import { placeText, sinceText } from '../../model/share/since-text.ts';
import type { Later, Outcome, SinceWhen } from '../../model/share/since-when.ts';
import type { ValueSet } from '../../model/share/value-sets.ts';
import { toIsoTime } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { Context } from '../context.ts';

/** The lines under a group of failures: since when, what its runs share, or else how one can be compared. */
export function explanationLines(
  explanation: FailureExplanation,
  context: Pick<Context, 'now'>,
): readonly string[] {
  const { since, isWhole, shared, there, lastBad } = explanation;
  const causes = sharedLines(maskShared(shared), there);
  return [
    ...titled(
      'Since',
      since ? [sinceText(since, context.now(), isWhole), placeText(since)].filter(Boolean) : [],
    ),
    ...titled('Shared', causes),
    ...titled(
      'Compare',
      shared.causes.length === 0 && lastBad
        ? [`the last failed run with the last success before it: runlens diff ${runAddress(lastBad)}`]
        : [],
    ),
  ].map(line => safeLine(line));
}

const titleColumns = 9;

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? title : '').padEnd(titleColumns) + line);
}

/** The same as data: the keys `shared` and `since`. */
export function toExplanationJson(
  { shared, there, since, isWhole }: FailureExplanation,
  { isMasked, now }: { readonly isMasked: boolean; readonly now: number },
) {
  const findings = isMasked ? maskShared(shared) : shared;
  const closest = closestTo(findings);
  return {
    shared: {
      text: sharedLines(findings, there),
      causes: findings.causes.map(toCauseJson),
      closest: closest && toSetJson(closest),
      ranked: findings.ranked.map(toSetJson),
      failed: findings.failed,
      others: findings.others,
      candidates: findings.candidates,
      failedRead: there.failed,
      othersRead: there.others,
      leftOut: findings.leftOut.length > 0 ? findings.leftOut : undefined,
    },
    since: since && { text: sinceText(since, now, isWhole), ...toSinceJson(since) },
  };
}

function toCauseJson({ sets, split }: SharedCause) {
  const query = causeQuery(sets);
  return { values: sets.map(toValueJson), filter: query && formatQuery(query), ...split };
}

function toSetJson(set: ValueSet) {
  return toCauseJson({ sets: [set], split: set.split });
}

/** `null` stands for a field that is absent, `*` for any value of it. */
function toValueJson({ values, isAbsent }: ValueSet) {
  const [first, ...same] = values.map(({ field, text }) => ({
    field: field.name,
    value: text ?? (isAbsent ? null : '*'),
  }));
  return { ...first, same };
}

function toSinceJson(since: SinceWhen) {
  if (since.type === 'unchanged')
    return { type: since.type, all: since.all, later: toLaterJson(since.later) };
  if (since.type === 'never-succeeded')
    return { type: since.type, all: since.all, ...placeJson('firstBad', since.firstBad) };
  const { type, before, after, lastGood, firstBad, later } = since;
  return {
    ...{ type, before, after, at: toIsoTime(firstBad.at) },
    ...(lastGood ? placeJson('lastGood', lastGood) : {}),
    ...placeJson('firstBad', firstBad),
    later: toLaterJson(later),
  };
}

function toLaterJson(later: Later | undefined) {
  if (!later) return undefined;
  const { runs, succeeded, isMore, lastBadAt, isOver } = later;
  return { runs, succeeded, isMore: isMore || undefined, isOver, lastFailedAt: toIsoTime(lastBadAt) };
}

function placeJson(name: 'lastGood' | 'firstBad', run: Outcome) {
  return { [`${name}RunId`]: runAddress(run), [`${name}At`]: toIsoTime(run.at) };
}
