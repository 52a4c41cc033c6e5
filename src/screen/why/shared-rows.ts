import { formatQuery } from '../../model/query/format.ts';
import { runAddress } from '../../model/run.ts';
import { causeQuery, type FailureExplanation, maskShared } from '../../model/share/explanation-json.ts';
import { closestTo, type SharedFindings } from '../../model/share/find-shared.ts';
import { comparedText, sharedLines } from '../../model/share/shared-text.ts';
import { placeText, sinceText } from '../../model/share/since-text.ts';
import type { SinceWhen } from '../../model/share/since-when.ts';
import type { ValueSet } from '../../model/share/value-sets.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { keyOf } from '../shell/keymap.ts';

export type SharedRow = {
  readonly text: string;
  /** A finding is beyond chance; an aside only adds to it. */
  readonly tone: 'finding' | 'aside';
  /** What ↵ does. */
  readonly act?:
    | { readonly type: 'filter'; readonly filter: string }
    | { readonly type: 'open'; readonly address: string };
  /** Why ↵ does nothing. */
  readonly reason?: string;
};

export type SharedFound = {
  /** How much was compared. */
  readonly text: string;
  readonly rows: readonly SharedRow[];
  /** The last failed run, where nothing separates them: what is left is to compare it with a success. */
  readonly comparable?: string;
};

/** A row for each cause, or for what comes closest; then since when. Secrets are masked. */
export function toSharedFound(explanation: FailureExplanation | undefined, now: number): SharedFound {
  if (!explanation) return { text: 'no failed run to compare', rows: [] };
  const { shared, there, since, isWhole, lastBad } = explanation;
  const findings = maskShared(shared);
  const comparable = findings.causes.length === 0 && lastBad ? runAddress(lastBad) : undefined;
  const [first = '', ...more] = sharedLines(findings, there);
  const lines = [
    comparable === undefined ? first : `${first}: ${keyOf('compare')} compares the last one with a success`,
    ...more,
  ];
  return {
    comparable,
    text: comparedText(findings),
    rows: [
      ...lines.map((text, index) => toRow(text, index, findings)),
      ...(since ? [sinceRow(since, now, isWhole)] : []),
    ],
  };
}

function toRow(line: string, index: number, findings: SharedFindings): SharedRow {
  const text = safeLine(line);
  const cause = findings.causes[index];
  if (cause) return { text, tone: 'finding', ...toFilter(cause.sets) };
  const closest = closestTo(findings);
  const isClosest = index > 0 && closest !== undefined;
  return { text, tone: isClosest ? 'aside' : 'finding', ...(isClosest ? toFilter([closest]) : {}) };
}

function toFilter(sets: readonly ValueSet[]): Pick<SharedRow, 'act' | 'reason'> {
  const query = causeQuery(sets);
  return query
    ? { act: { type: 'filter', filter: formatQuery(query) } }
    : { reason: 'no filter finds these runs' };
}

function sinceRow(since: SinceWhen, now: number, isWhole: boolean): SharedRow {
  const text = [sinceText(since, now, isWhole), placeText(since)].filter(Boolean).join('; ');
  if (since.type === 'unchanged') return { text: safeLine(text), tone: 'finding' };
  return {
    text: safeLine(text),
    tone: 'finding',
    act: { type: 'open', address: runAddress(since.firstBad) },
  };
}
