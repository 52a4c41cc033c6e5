import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type FailureGroup, groupPlace } from '../../model/failure/failure-groups.ts';
import { signatureOf } from '../../model/failure/failure-text.ts';
import { leastOfFailure, parseIdPart } from '../../model/query/id-part.ts';
import { countOf, formatAge, formatCount } from '../../model/text/formats.ts';
import { findFailureGroup, groupFailures, groupQuery } from './group-failures.ts';

type Options = Parameters<typeof findFailureGroup>[2];

/**
 * A group by its id or, where no failed run is of that group, by a part of one. Throws a `usage` error that
 * lists the groups where several have the part.
 */
export async function findFailure(
  store: RunStore,
  written: string,
  options: Options,
): Promise<FailureGroup | undefined> {
  const exact = isWhole(written) ? await findFailureGroup(store, written, options) : undefined;
  if (exact) return exact;
  const [only, ...others] = await groupsByPart(store, written, options);
  if (only && others.length > 0) throw ambiguous(written, [only, ...others], options.now);
  return only;
}

export async function meantFailure(
  store: RunStore,
  written: string,
  options: Options,
): Promise<string | undefined> {
  const [only, ...others] = await groupsByPart(store, written, options);
  if (!only || others.length > 0) return undefined;
  return `did you mean ${only.id} (${groupText(only, options.now)})?`;
}

/** Whether a word in the place of a workflow's name may be the id of a group, or a part of one. */
export function mayBeFailure(word: string): boolean {
  return /^[\da-z]+(?:[.…]|$)/u.test(word) && parseIdPart(word, leastOfFailure)?.head !== undefined;
}

function isWhole(text: string): boolean {
  return /^[\w.-]+$/.test(text) && !text.includes('...');
}

const mostListed = 10;
const mostSignatures = 10;

async function groupsByPart(
  store: RunStore,
  written: string,
  options: Options,
): Promise<readonly FailureGroup[]> {
  const part = parseIdPart(written, leastOfFailure);
  if (part?.head === undefined) return [];
  const suggested = await store.suggest('failure', signatureOf(part.head), { signal: options.signal });
  const found: FailureGroup[] = [];
  for (const signature of [...new Set(suggested.map(signatureOf))].slice(0, mostSignatures)) {
    const groups = await groupFailures(store, groupQuery(signature), options);
    found.push(...groups.filter(({ id }) => part.isOf(id)));
  }
  return found;
}

function ambiguous(written: string, groups: readonly FailureGroup[], now: number): InspectorError {
  const lines = groups.slice(0, mostListed).map(group => `${group.id}  ${groupText(group, now)}`);
  const rest = groups.length - lines.length;
  const more = rest > 0 ? [`and ${formatCount(rest)} more`] : [];
  const count = countOf(groups.length, 'group');
  const hint = 'write more of the id';
  return new InspectorError('usage', [`${written} could be ${count}:`, ...lines, ...more].join('\n'), {
    hint,
  });
}

function groupText(group: FailureGroup, now: number): string {
  return `${groupPlace(group)}, ${countOf(group.count, 'run')}, ${formatAge(group.last.at, now)}`;
}
