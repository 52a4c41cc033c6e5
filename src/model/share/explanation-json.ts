import { formatQuery } from '../query/format.ts';
import { runAddress } from '../run.ts';
import { toIsoTime } from '../text/formats.ts';
import { causeQuery } from './cause-query.ts';
import type { FailureExplanation } from './explanation.ts';
import { closestTo, type SharedCause } from './find-shared.ts';
import { maskShared } from './mask-shared.ts';
import { sharedLines } from './shared-text.ts';
import { sinceText } from './since-text.ts';
import type { Later, Outcome, SinceWhen } from './since-when.ts';
import type { ValueSet } from './value-sets.ts';

/** What failed runs share, and since when they fail, as the commands print it: `shared` and `since`. */
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
