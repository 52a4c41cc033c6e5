import type { ClientBase } from 'pg';
import type { LogAdded, MessagePut, PendingRun, SpanPut, StepPut } from '../../../contract/event-batch.ts';
import { type Column, createInsert } from './row-statement.ts';
import { toFinite } from './run-values.ts';

type Part<Fact> = { readonly run: number; readonly fact: Fact };

/** The whole part again: of one that is there already every column, except those that say which it is. */
function replaced<Row>(key: string, columns: readonly Column<Row>[]): string {
  const isKey = new Set(key.split(', '));
  const set = columns.flatMap(({ name }) => (isKey.has(name) ? [] : [`${name} = excluded.${name}`]));
  return `ON CONFLICT (${key}) DO UPDATE SET ${set.join(', ')}`;
}

const stepColumns: readonly Column<Part<StepPut>>[] = [
  { name: 'run', type: 'integer', of: ({ run }) => run },
  { name: 'id', type: 'text', of: ({ fact }) => fact.id },
  { name: 'parent_id', type: 'text', of: ({ fact }) => fact.parentId },
  { name: 'name', type: 'text', of: ({ fact }) => fact.name },
  { name: 'type', type: 'text', of: ({ fact }) => fact.stepType },
  { name: 'status', type: 'text', of: ({ fact }) => fact.status },
  { name: 'attempt', type: 'number', of: ({ fact }) => fact.attempt },
  { name: 'started_at', type: 'number', of: ({ fact }) => toFinite(fact.startedAt) },
  { name: 'finished_at', type: 'number', of: ({ fact }) => toFinite(fact.finishedAt) },
  { name: 'input', type: 'text', of: ({ fact }) => fact.input },
  { name: 'output', type: 'text', of: ({ fact }) => fact.output },
  { name: 'error', type: 'text', of: ({ fact }) => fact.error },
];

const spanColumns: readonly Column<Part<SpanPut>>[] = [
  { name: 'run', type: 'integer', of: ({ run }) => run },
  { name: 'start_at', type: 'number', of: ({ fact }) => fact.startAt },
  { name: 'id', type: 'text', of: ({ fact }) => fact.id },
  { name: 'parent_id', type: 'text', of: ({ fact }) => fact.parentId },
  { name: 'name', type: 'text', of: ({ fact }) => fact.name },
  { name: 'kind', type: 'text', of: ({ fact }) => fact.kind },
  { name: 'end_at', type: 'number', of: ({ fact }) => toFinite(fact.endAt) },
  { name: 'status', type: 'text', of: ({ fact }) => fact.status },
  { name: 'attributes', type: 'text', of: ({ fact }) => fact.attributes },
  {
    name: 'events',
    type: 'text',
    of: ({ fact }) => (fact.events?.length ? JSON.stringify(fact.events) : undefined),
  },
];

const putSteps = createInsert('steps', stepColumns, replaced('run, id', stepColumns));
const putSpans = createInsert('spans', spanColumns, replaced('run, start_at, id', spanColumns));
const addLogs = createInsert<Part<LogAdded>>('logs', [
  { name: 'run', type: 'integer', of: ({ run }) => run },
  { name: 'at', type: 'number', of: ({ fact }) => fact.at },
  { name: 'level', type: 'text', of: ({ fact }) => fact.level },
  { name: 'message', type: 'text', of: ({ fact }) => fact.message },
  { name: 'span_id', type: 'text', of: ({ fact }) => fact.spanId },
  { name: 'attributes', type: 'text', of: ({ fact }) => fact.attributes },
]);
const putMessages = createInsert<Part<MessagePut>>(
  'messages',
  [
    { name: 'run', type: 'integer', of: ({ run }) => run },
    { name: 'id', type: 'text', of: ({ fact }) => fact.id },
    { name: 'json', type: 'text', of: ({ fact }) => fact.message },
  ],
  'ON CONFLICT (run, id) DO UPDATE SET json = excluded.json',
);

export type KeyedRun = { readonly key: number; readonly run: PendingRun };

/** Writes what belongs to runs beside their rows and payloads: steps, spans, logs, messages. */
export async function recordParts(client: ClientBase, runs: readonly KeyedRun[]): Promise<void> {
  const all = <Fact>(of: (run: PendingRun) => Iterable<Fact>): Part<Fact>[] =>
    runs.flatMap(({ key, run }) => Array.from(of(run), fact => ({ run: key, fact })));
  await putSteps.run(
    client,
    all(run => run.steps.values()),
  );
  await putSpans.run(
    client,
    all(run => run.spans.values()),
  );
  await addLogs.run(
    client,
    all(run => run.logs),
  );
  await putMessages.run(
    client,
    all(run => run.messages.values()),
  );
}
