import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { addEvent, createEventBatch, type EventBatch } from '../../../contract/event-batch.ts';
import { unpackEvents } from '../../../contract/packed-events.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { openServerWriter } from './server-writer.ts';
import type { WriteRequest } from './write-requests.ts';

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
