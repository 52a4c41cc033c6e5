import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Thread } from '../../../async/thread.ts';
import { addEvent, createEventBatch, type EventBatch, unpackEvents } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { IntakeBatch, IntakeResult } from '../../../contract/served-store.ts';
import type { BeginRequest, BegunStarts, StartClaim } from '../../../contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../../contract/starts/start-queue.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { type NewToken, openServerWriter } from './server-writer.ts';

/** With less, the next batch may not fit. */
const leastFreeBytes = 1_024 * 1_024;

/** Handles a server's requests to write to the store at `path`, one after the other. */
export function answerWrites(path: string): (request: WriteRequest) => unknown {
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

  function apply({ ticket, count, ...head }: Extract<WriteRequest, { type: 'apply' }>) {
    const batch = batches.get(ticket) ?? createEventBatch();
    batches.delete(ticket);
    if (batch.events !== count) throw new Error('a part of the batch is missing');
    return store.current().apply(head, batch);
  }

  return request => {
    switch (request.type) {
      case 'open':
        return void store.open();
      case 'events':
        return collect(request.ticket, request.from, request.events);
      case 'packed-events':
        return collect(request.ticket, request.from, unpackEvents(request.bytes));
      case 'apply':
        return apply(request);
      case 'drop':
        return void batches.delete(request.ticket);
      case 'heartbeat':
        return store.current().heartbeat(request.writers);
      case 'keep-writer-key':
        return store.current().keepWriterKey(request.writer, request.hash);
      case 'start-run':
        return store.current().startRun(request.request);
      case 'claim-starts':
        return store.current().starts.claim(request.writer, request.claim);
      case 'begin-starts':
        return store.current().starts.begin(request.writer, request.starts);
      case 'leave-starts':
        return store.current().starts.leave(request.writers, request.silentMs);
      case 'check':
        store.current().check();
        return requireRoom(path);
      case 'upkeep':
        return store.current().upkeep();
      case 'add-token':
        return store.current().addToken(request.token);
      case 'revoke-token':
        return store.current().revokeToken(request.id);
      case 'close':
        return store.close();
    }
  };
}

/** SQLite notices a full disk only when it writes. */
function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < leastFreeBytes)
    throw Object.assign(new Error('almost no space is left on the disk'), { code: 'ENOSPC' });
}

/** Requests to the writing thread. Events precede their batch in parts: `ticket` identifies the batch. */
export type WriteRequest =
  | { readonly type: 'open' }
  | {
      readonly type: 'events';
      readonly ticket: number;
      readonly from: number;
      readonly events: readonly RunEvent[];
    }
  | {
      readonly type: 'packed-events';
      readonly ticket: number;
      readonly from: number;
      readonly bytes: Uint8Array;
    }
  | ({ readonly type: 'apply'; readonly ticket: number; readonly count: number } & Omit<
      IntakeBatch,
      'events'
    >)
  | { readonly type: 'drop'; readonly ticket: number }
  | { readonly type: 'heartbeat'; readonly writers: readonly string[] }
  | { readonly type: 'keep-writer-key'; readonly writer: string; readonly hash: string }
  | { readonly type: 'start-run'; readonly request: StartRequest }
  | { readonly type: 'claim-starts'; readonly writer: string; readonly claim: StartClaim }
  | { readonly type: 'begin-starts'; readonly writer: string; readonly starts: readonly BeginRequest[] }
  | { readonly type: 'leave-starts'; readonly writers: readonly string[]; readonly silentMs: number }
  | { readonly type: 'check' }
  | { readonly type: 'upkeep' }
  | { readonly type: 'add-token'; readonly token: NewToken }
  | { readonly type: 'revoke-token'; readonly id: string }
  | { readonly type: 'close' };

export type WriteAnswers = {
  readonly open: undefined;
  readonly events: undefined;
  readonly 'packed-events': undefined;
  readonly apply: IntakeResult;
  readonly drop: undefined;
  readonly heartbeat: undefined;
  readonly 'keep-writer-key': string;
  readonly 'start-run': StartResult;
  readonly 'claim-starts': readonly ClaimedStart[];
  readonly 'begin-starts': BegunStarts;
  readonly 'leave-starts': undefined;
  readonly check: undefined;
  readonly upkeep: undefined;
  readonly 'add-token': undefined;
  readonly 'revoke-token': boolean;
  readonly close: undefined;
};

export type AskWriter = Thread<WriteRequest, WriteAnswers>['ask'];
