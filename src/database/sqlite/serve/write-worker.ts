import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AnswersOf, answerBy, type RequestsOf, serveThread } from '../../../async/serve-thread.ts';
import type { Thread } from '../../../async/thread.ts';
import { addEvent, createEventBatch, type EventBatch, unpackEvents } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { IntakeBatch } from '../../../contract/served-store.ts';
import type { BeginRequest, StartClaim } from '../../../contract/starts/start-intake.ts';
import type { StartRequest } from '../../../contract/starts/start-request.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { toStoreError } from '../store-error.ts';
import { type NewToken, openServerWriter } from './server-writer.ts';

/** With less, the next batch may not fit. */
const leastFreeBytes = 1_024 * 1_024;

/** The thread that writes to the store at `path` for a server, one request after the other. */
function createAnswers(path: string) {
  const store = createReplaceableFile(
    path,
    () => openServerWriter(path),
    writer => writer.close(),
  );
  const batches = new Map<number, EventBatch>();

  function collect(ticket: number, from: number, events: readonly RunEvent[]): void {
    const batch = batches.get(ticket) ?? createEventBatch();
    if (batch.events !== from) throw new Error('a part of the batch is missing');
    for (const event of events) addEvent(batch, event);
    batches.set(ticket, batch);
  }

  function apply({ ticket, count, ...head }: BatchEnd) {
    const batch = batches.get(ticket) ?? createEventBatch();
    batches.delete(ticket);
    if (batch.events !== count) throw new Error('a part of the batch is missing');
    return store.current().apply(head, batch);
  }

  return {
    open: () => void store.open(),
    events: ({ ticket, from, events }: PartOf<{ readonly events: readonly RunEvent[] }>) =>
      collect(ticket, from, events),
    'packed-events': ({ ticket, from, bytes }: PartOf<{ readonly bytes: Uint8Array }>) =>
      collect(ticket, from, unpackEvents(bytes)),
    apply,
    drop: ({ ticket }: { readonly ticket: number }) => void batches.delete(ticket),
    heartbeat: ({ writers }: { readonly writers: readonly string[] }) => store.current().heartbeat(writers),
    'keep-writer-key': ({ writer, hash }: { readonly writer: string; readonly hash: string }) =>
      store.current().keepWriterKey(writer, hash),
    'start-run': ({ request }: { readonly request: StartRequest }) => store.current().startRun(request),
    'claim-starts': ({ writer, claim }: { readonly writer: string; readonly claim: StartClaim }) =>
      store.current().starts.claim(writer, claim),
    'begin-starts': ({
      writer,
      starts,
    }: {
      readonly writer: string;
      readonly starts: readonly BeginRequest[];
    }) => store.current().starts.begin(writer, starts),
    'leave-starts': ({
      writers,
      silentMs,
    }: {
      readonly writers: readonly string[];
      readonly silentMs: number;
    }) => store.current().starts.leave(writers, silentMs),
    check() {
      store.current().check();
      requireRoom(path);
    },
    upkeep: () => store.current().upkeep(),
    'add-token': ({ token }: { readonly token: NewToken }) => store.current().addToken(token),
    'revoke-token': ({ id }: { readonly id: string }) => store.current().revokeToken(id),
    close: () => store.close(),
  };
}

/** Events precede their batch in parts: `ticket` identifies the batch. */
type PartOf<Events> = Events & { readonly ticket: number; readonly from: number };
type BatchEnd = Omit<IntakeBatch, 'events'> & { readonly ticket: number; readonly count: number };

/** SQLite notices a full disk only when it writes. */
function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < leastFreeBytes)
    throw Object.assign(new Error('almost no space is left on the disk'), { code: 'ENOSPC' });
}

export type WriteRequest = RequestsOf<ReturnType<typeof createAnswers>>;
export type WriteAnswers = AnswersOf<ReturnType<typeof createAnswers>>;
export type AskWriter = Thread<WriteRequest, WriteAnswers>['ask'];

serveThread<WriteRequest>(path => answerBy(createAnswers(path)), toStoreError);
