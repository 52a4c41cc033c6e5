import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import type { CaseOrigin } from '../../case-file/case-format.ts';
import { findLazyParts, type LazyPart, withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import {
  type CopyWork,
  neededFor,
  type RecordListName,
  recordLists,
  recordPaths,
  recordsOf,
  withoutRecords,
} from '../../model/report/copy-work.ts';
import type { ReportFacts } from '../../model/report/page/report-facts.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import type { Run } from '../../model/run.ts';
import type { CopyAnswers, CopyRequest, RenderedBytes, SentPart } from './copy-worker.ts';

/** Copied within two milliseconds. */
const pieceBytes = 2 * 1_024 * 1_024;
/** Spans and logs are small; a step or a message may have payloads that are just not lazy. */
const smallAtOnce = 500;
const largeAtOnce = 20;

/** Writes a text of large payloads in a thread of its own, which ends with it or with the signal. */
export function renderInThread(work: CopyWork, signal: AbortSignal): Promise<RenderedBytes> {
  return inThread(signal, async thread => {
    const needed = neededFor(work);
    const { sources, parts } = await sendSources(thread, needed.sources);
    return thread.ask({ type: 'render', work: { ...needed, sources }, parts });
  });
}

/** Writes the text of a case file in the same way. */
export function writeCaseInThread(
  runs: readonly Run[],
  origin: CaseOrigin,
  signal: AbortSignal,
): Promise<RenderedBytes> {
  return inThread(signal, async thread => {
    const whole = runs.map(run => ({ run, format: 'json', reveal: false, now: origin.createdAt }) as const);
    const { sources, parts } = await sendSources(thread, whole);
    return thread.ask({ type: 'case', sources, origin, parts });
  });
}

/** Writes a page about a run in the same way. */
export function writeReportInThread(
  { explained: { run, ...explained }, ...facts }: ReportFacts,
  signal: AbortSignal,
): Promise<RenderedBytes> {
  return inThread(signal, async thread => {
    const whole = [{ run, format: 'json', reveal: false, now: facts.now }] as const;
    const { sources, parts } = await sendSources(thread, whole);
    return thread.ask({ type: 'report', sources, facts: { ...facts, explained }, parts });
  });
}

async function inThread(
  signal: AbortSignal,
  use: (thread: CopyThread) => Promise<RenderedBytes>,
): Promise<RenderedBytes> {
  signal.throwIfAborted();
  const thread = createThread<CopyRequest, CopyAnswers>(
    threadFile(import.meta.url, './copy-worker.ts', './copy-worker.js'),
    'the copy',
  );
  const end = () => void thread.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await use(thread);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

type CopyThread = Thread<CopyRequest, CopyAnswers>;

/** Sends the parts of the sources that are large or many, and returns the sources without them. */
async function sendSources(
  thread: CopyThread,
  whole: readonly CopySource[],
): Promise<{ readonly sources: readonly CopySource[]; readonly parts: readonly SentPart[] }> {
  const parts: SentPart[] = [];
  for (const [place, source] of whole.entries()) await sendRecords(thread, parts, place, source);
  const others = whole.map(withoutRecords);
  const sources = (await sendLazyParts(thread, parts, others, [])) as readonly CopySource[];
  return { sources, parts };
}

/** Sends the lazy values in a value, and returns it with `null` in their places. */
async function sendLazyParts(
  thread: CopyThread,
  sent: SentPart[],
  value: unknown,
  at: readonly string[],
): Promise<unknown> {
  let bare = value;
  for (const part of findLazyParts(value, at)) {
    await sendPieces(thread, sent.length, bytesOf(part.lazy));
    sent.push(toSent(part));
    bare = withValueAt(bare, part.path.slice(at.length), null);
  }
  return bare;
}

async function sendPieces(thread: CopyThread, part: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await thread.ask({ type: 'piece', part, bytes: new Uint8Array(bytes.subarray(at, at + pieceBytes)) });
    await yieldToEventLoop();
  }
}

/** A few at once: steps may parse their payloads only when these are looked for. */
async function sendRecords(
  thread: CopyThread,
  sent: SentPart[],
  place: number,
  source: CopySource,
): Promise<void> {
  for (const list of recordLists) {
    const records = recordsOf(source, list);
    const atOnce = countAtOnce(list);
    for (let from = 0; from < records.length; from += atOnce) {
      const items: unknown[] = [];
      for (const [index, record] of records.slice(from, from + atOnce).entries()) {
        const at = [String(place), ...recordPaths[list], String(from + index)];
        items.push(hasLazyParts(list) ? await sendLazyParts(thread, sent, record, at) : record);
      }
      await thread.ask({ type: 'records', source: place, list, items });
      await yieldToEventLoop();
    }
  }
}

/** Spans and logs, of which there may be very many, are small. */
function hasLazyParts(list: RecordListName): boolean {
  return list !== 'spans' && list !== 'logs';
}

function countAtOnce(list: RecordListName): number {
  return hasLazyParts(list) ? largeAtOnce : smallAtOnce;
}

function bytesOf(lazy: LazyPart['lazy']): Uint8Array {
  return lazy instanceof LazyText ? lazy.encoded() : lazy.json();
}

function toSent({ path, lazy }: LazyPart): SentPart {
  const { length: bytes } = bytesOf(lazy);
  if (!(lazy instanceof LazyText)) return { path, type: 'json', bytes };
  return { path, type: lazy.places.isEscaped ? 'escaped' : 'text', bytes };
}
