import type { Run } from '../run.ts';
import type { CopySource } from './copy-source.ts';

/** The parts of a source that are lists of any length. */
export const recordLists = ['steps', 'messages', 'spans', 'logs', 'focused'] as const;

export type RecordListName = (typeof recordLists)[number];

/** Where they are in a source. */
export const recordPaths: Readonly<Record<RecordListName, readonly string[]>> = {
  steps: ['run', 'steps'],
  messages: ['run', 'messages'],
  spans: ['run', 'trace', 'spans'],
  logs: ['run', 'trace', 'logs'],
  focused: ['focus', 'content', 'value'],
};

/** Empty for a list that the source lacks. */
export function recordsOf({ run, focus }: CopySource, list: RecordListName): readonly unknown[] {
  if (list === 'focused') return focusedRecords(focus) ?? [];
  if (!('usage' in run)) return [];
  return (list === 'spans' || list === 'logs' ? run.trace?.[list] : run[list]) ?? [];
}

function focusedRecords(focus: CopySource['focus']): readonly unknown[] | undefined {
  const content = focus?.content;
  if (content?.type !== 'value' || content.shape === undefined) return undefined;
  return Array.isArray(content.value) ? content.value : undefined;
}

export function countRecords(sources: readonly CopySource[]): number {
  return sources.reduce(
    (sum, source) => sum + recordLists.reduce((count, list) => count + recordsOf(source, list).length, 0),
    0,
  );
}

/** The source with empty lists in place of those that it has. */
export function withoutRecords(source: CopySource): CopySource {
  const { run, focus, ...rest } = source;
  return { ...rest, run: withoutLists(run), focus: withoutFocused(focus) };
}

function withoutLists(run: CopySource['run']): CopySource['run'] {
  if (!('usage' in run)) return run;
  const { steps, messages, trace } = run;
  const bare: Run = {
    ...run,
    steps: steps && [],
    messages: messages && [],
    trace: trace && { spans: [], logs: [] },
  };
  return bare;
}

function withoutFocused(focus: CopySource['focus']): CopySource['focus'] {
  if (!focus || !focusedRecords(focus)) return focus;
  return { ...focus, content: { ...focus.content, type: 'value', value: [] } };
}

export function withoutTrace(source: CopySource): CopySource {
  const { run } = source;
  if (!('usage' in run) || !run.trace) return source;
  return { ...source, run: { ...run, trace: { spans: [], logs: [] } } };
}
