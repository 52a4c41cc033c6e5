import { findLazyParts, memberOf, withValueAt } from '../payload/lazy/lazy-parts.ts';
import type { Run } from '../run.ts';
import { sanitizeLines } from '../text/sanitize.ts';
import { type CopyChoiceId, copyChoices } from './copy-choices.ts';
import type { CopySource, Rendered } from './render-copy.ts';

/** One choice of a run, or of several runs, as a text. */
export type CopyWork = {
  readonly id: CopyChoiceId;
  readonly sources: readonly CopySource[];
  /** Whether to join the texts to one document, even of a single run. */
  readonly isJoined?: boolean;
  /** Whether the text is made safe for a terminal, as for a pager. */
  readonly isSanitized?: boolean;
};

const joins: Readonly<Partial<Record<CopyChoiceId, (texts: readonly string[]) => string>>> = {
  'run-json': texts => `[\n${texts.join(',\n')}\n]`,
  'run-yaml': texts => texts.join('\n---\n'),
  note: texts => texts.join('\n\n'),
};

/** Takes long for large payloads. */
export function renderCopyWork(work: CopyWork): Rendered {
  const { id, sources, isJoined, isSanitized } = neededFor(work);
  const chosen = sources.flatMap(source => copyChoices(source).filter(choice => choice.id === id));
  const texts = chosen.map(choice => choice.text());
  const join = isJoined ? joins[id] : undefined;
  const text = join?.(texts) ?? texts.join('\n');
  return {
    text: isSanitized ? `${sanitizeLines(text).join('\n')}\n` : text,
    hidden: chosen.reduce((sum, choice) => sum + choice.hidden(), 0),
  };
}

/** Drops payloads that the choice does not show. */
export function neededFor(work: CopyWork): CopyWork {
  return { ...work, sources: work.sources.map(source => neededOf(source, work.id)) };
}

/** As many records are rendered within a few milliseconds. */
const fewRecords = 500;

export function isLongWork(work: CopyWork): boolean {
  const needed = neededFor(work);
  if (countRecords(needed.sources) > fewRecords) return true;
  // A trace may be large, but has no lazy values.
  return findLazyParts(needed.sources.map(source => withoutRecords(source, ['spans', 'logs']))).length > 0;
}

function neededOf(source: CopySource, id: CopyChoiceId): CopySource {
  const { run, focus, ...rest } = source;
  if (id === 'focus') return { ...rest, focus, run: 'usage' in run ? withoutPayloads(run) : run };
  if (!('usage' in run) || wholeRuns.has(id)) return { ...rest, run };
  const { input, output, error } = run;
  const bare = withoutPayloads(run);
  if (id === 'input') return { ...rest, run: { ...bare, input } };
  if (id === 'output') return { ...rest, run: { ...bare, output } };
  return { ...rest, run: id === 'error' ? { ...bare, error } : bare };
}

const wholeRuns: ReadonlySet<CopyChoiceId> = new Set(['run-json', 'run-yaml', 'note']);

function withoutPayloads({ input, output, error, messages, steps, trace, ...rest }: Run): Run {
  return rest;
}

export const recordLists = ['steps', 'messages', 'spans', 'logs', 'focused'] as const;

export type RecordListName = (typeof recordLists)[number];

export const recordPaths: Readonly<Record<RecordListName, readonly string[]>> = {
  steps: ['run', 'steps'],
  messages: ['run', 'messages'],
  spans: ['run', 'trace', 'spans'],
  logs: ['run', 'trace', 'logs'],
  focused: ['focus', 'content', 'value'],
};

export function recordsOf(source: CopySource, list: RecordListName): readonly unknown[] {
  const content = source.focus?.content;
  if (list === 'focused' && !(content?.type === 'value' && content.shape)) return [];
  const found = recordPaths[list].reduce<unknown>(memberOf, source);
  return Array.isArray(found) ? found : [];
}

function countRecords(sources: readonly CopySource[]): number {
  return sources.reduce(
    (sum, source) => sum + recordLists.reduce((count, list) => count + recordsOf(source, list).length, 0),
    0,
  );
}

export function withoutRecords(source: CopySource, lists: readonly RecordListName[]): CopySource {
  const full = lists.filter(list => recordsOf(source, list).length > 0);
  return full.reduce((rest, list) => withValueAt(rest, recordPaths[list], []), source);
}
