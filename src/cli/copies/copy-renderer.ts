import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { type LazyPart, withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import type { CopySource } from '../../model/report/copy-source.ts';
import { type CopyWork, lazyPartsOf, neededFor } from '../../model/report/copy-work.ts';
import {
  type RecordListName,
  recordLists,
  recordsOf,
  withoutRecords,
} from '../../model/report/run-records.ts';
import type { CopyAnswers, CopyRequest, RenderedBytes, SentPart } from './copy-requests.ts';

/** Copied within two milliseconds. */
const pieceBytes = 2 * 1_024 * 1_024;
/** Spans and logs are small; a step or a message may have payloads that are just not lazy. */
const smallAtOnce = 500;
const largeAtOnce = 20;

/** Writes a text of large payloads in a thread of its own, which ends with it or with the signal. */
export async function renderInThread(work: CopyWork, signal: AbortSignal): Promise<RenderedBytes> {
  signal.throwIfAborted();
  const thread = createThread<CopyRequest, CopyAnswers>(
    threadFile(import.meta.url, './copy-worker.ts', './copy-worker.js'),
    'the copy',
  );
  const end = () => void thread.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    const needed = neededFor(work);
    const parts = lazyPartsOf(needed);
    for (const [part, { lazy }] of parts.entries()) await sendPieces(thread, part, bytesOf(lazy));
    const bare = parts.reduce<unknown>(
      (sources, { path }) => withValueAt(sources, path, null),
      needed.sources,
    ) as readonly CopySource[];
    for (const [place, source] of bare.entries()) await sendRecords(thread, place, source);
    const rest = { ...needed, sources: bare.map(withoutRecords) };
    return await thread.ask({ type: 'render', work: rest, parts: parts.map(toSent) });
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

type CopyThread = Thread<CopyRequest, CopyAnswers>;

async function sendPieces(thread: CopyThread, part: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await thread.ask({ type: 'piece', part, bytes: new Uint8Array(bytes.subarray(at, at + pieceBytes)) });
    await yieldToEventLoop();
  }
}

async function sendRecords(thread: CopyThread, place: number, source: CopySource): Promise<void> {
  for (const list of recordLists) {
    const records = recordsOf(source, list);
    const atOnce = countAtOnce(list);
    for (let at = 0; at < records.length; at += atOnce) {
      await thread.ask({ type: 'records', source: place, list, items: records.slice(at, at + atOnce) });
      await yieldToEventLoop();
    }
  }
}

function countAtOnce(list: RecordListName): number {
  return list === 'spans' || list === 'logs' ? smallAtOnce : largeAtOnce;
}

function bytesOf(lazy: LazyPart['lazy']): Uint8Array {
  return lazy instanceof LazyText ? lazy.encoded() : lazy.json();
}

function toSent({ path, lazy }: LazyPart): SentPart {
  const { length: bytes } = bytesOf(lazy);
  if (!(lazy instanceof LazyText)) return { path, type: 'json', bytes };
  return { path, type: lazy.places.isEscaped ? 'escaped' : 'text', bytes };
}
