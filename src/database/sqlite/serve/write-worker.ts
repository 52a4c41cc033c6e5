import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AnswersOf, answerBy, type RequestsOf, serveThread } from '../../../async/serve-thread.ts';
import type { Thread } from '../../../async/thread.ts';
import { createEventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { BeginRequest, StartClaim } from '../../../contract/starts/start-intake.ts';
import type { StartRequest } from '../../../contract/starts/start-request.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { toStoreError } from '../store-error.ts';
import { type BatchHead, type NewToken, openServerWriter } from './server-writer.ts';

/** With less, the next batch may not fit. */
const leastFreeBytes = 1_024 * 1_024;

function createAnswers(path: string) {
  const store = createReplaceableFile(
    path,
    () => openServerWriter(path),
    writer => writer.close(),
  );
  return {
    open: () => void store.open(),
    apply: ({ head, events }: { readonly head: BatchHead; readonly events: readonly RunEvent[] }) =>
      store.current().apply(head, createEventBatch(events)),
    heartbeat: ({ writers }: { readonly writers: readonly string[] }) => store.current().heartbeat(writers),
    'keep-writer-key': ({ writer, hash }: { readonly writer: string; readonly hash: string }) =>
      store.current().keepWriterKey(writer, hash),
    'start-run': ({ request }: { readonly request: StartRequest }) => store.current().startRun(request),
    'claim-starts': ({ writer, claim }: { readonly writer: string; readonly claim: StartClaim }) =>
      store.current().starts.claim(writer, claim),
    'begin-starts': ({ writer, starts }: Begin) => store.current().starts.begin(writer, starts),
    'leave-starts': ({ writers, silentMs }: Leave) => store.current().starts.leave(writers, silentMs),
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

type Begin = { readonly writer: string; readonly starts: readonly BeginRequest[] };
type Leave = { readonly writers: readonly string[]; readonly silentMs: number };

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
