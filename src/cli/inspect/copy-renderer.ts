import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import type { CaseOrigin } from '../../case-file/case-format.ts';
import { findLazyParts, type LazyPart, withValueAt } from '../../model/payload/lazy/lazy-parts.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import {
  type CopyWork,
  neededFor,
  recordLists,
  recordPaths,
  recordsOf,
  withoutRecords,
} from '../../model/report/copy-work.ts';
import type { ReportFacts } from '../../model/report/page/report-facts.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import type { Run } from '../../model/run.ts';
import type { CopyAnswers, CopyRequest, RenderedBytes, SentPart, WantedText } from './copy-worker.ts';

/** Spans and logs are small; a step or a message may have large payloads. */
const smallAtOnce = 500;
const largeAtOnce = 20;

/** Writes a text of large payloads in a thread, which ends with it or with the signal. */
export function renderInThread(work: CopyWork, signal: AbortSignal): Promise<RenderedBytes> {
  const { sources, ...needed } = neededFor(work);
  return writeInThread(sources, { type: 'copy', work: { ...needed, sources: [] } }, signal);
}

export function writeCaseInThread(
  runs: readonly Run[],
  origin: CaseOrigin,
  signal: AbortSignal,
): Promise<RenderedBytes> {
  const sources = runs.map(run => toSource(run, origin.createdAt));
  return writeInThread(sources, { type: 'case', origin }, signal);
}

export function writeReportInThread(
  { explained: { run, ...explained }, ...facts }: ReportFacts,
  signal: AbortSignal,
): Promise<RenderedBytes> {
  const wanted = { type: 'report', facts: { ...facts, explained } } as const;
  return writeInThread([toSource(run, facts.now)], wanted, signal);
}

function toSource(run: Run, now: number): CopySource {
  return { run, format: 'json', reveal: false, now };
}

async function writeInThread(
  whole: readonly CopySource[],
  wanted: WantedText,
  signal: AbortSignal,
): Promise<RenderedBytes> {
  signal.throwIfAborted();
  const file = threadFile(import.meta.url, './copy-worker.ts', './copy-worker.js');
  const thread = createThread<CopyRequest, CopyAnswers>(file, 'the copy');
  const end = () => void thread.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    const parts: SentPart[] = [];
    for (const [place, source] of whole.entries()) {
      signal.throwIfAborted();
      await sendRecords({ thread, parts, signal }, place, source);
    }
    const rest = whole.map(source => withoutRecords(source, recordLists));
    const sources = await takeLazyParts({ parts, signal }, rest, []);
    signal.throwIfAborted();
    return await thread.ask({ type: 'write', wanted, sources, parts });
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/** The lazy values are replaced by `null`. */
async function takeLazyParts<Value>(
  { parts, signal }: Pick<Sending, 'parts' | 'signal'>,
  value: Value,
  at: readonly string[],
): Promise<Value> {
  let bare = value;
  for (const part of findLazyParts(value, at)) {
    parts.push(await toSent(part));
    bare = withValueAt(bare, part.path.slice(at.length), null);
    await yieldToEventLoop();
    signal.throwIfAborted();
  }
  return bare;
}

type Sending = {
  readonly thread: Thread<CopyRequest, CopyAnswers>;
  readonly parts: SentPart[];
  readonly signal: AbortSignal;
};

/** Sends a few records at once: a step may parse its payloads when they are looked for. */
async function sendRecords(sending: Sending, place: number, source: CopySource): Promise<void> {
  for (const list of recordLists) {
    const records = recordsOf(source, list);
    // Spans and logs, of which there may be very many, have no lazy parts.
    const isSmall = list === 'spans' || list === 'logs';
    const atOnce = isSmall ? smallAtOnce : largeAtOnce;
    for (let from = 0; from < records.length; from += atOnce) {
      const items: unknown[] = [];
      for (const [index, record] of records.slice(from, from + atOnce).entries()) {
        const at = [String(place), ...recordPaths[list], String(from + index)];
        items.push(isSmall ? record : await takeLazyParts(sending, record, at));
      }
      // A request after the end would start another thread.
      sending.signal.throwIfAborted();
      await sending.thread.ask({ type: 'records', source: place, list, items });
      await yieldToEventLoop();
    }
  }
}

/** The bytes are a copy, because they are transferred to the thread. */
async function toSent({ path, lazy }: LazyPart): Promise<SentPart> {
  if (!(lazy instanceof LazyText)) return { path, type: 'json', bytes: await copyOf(lazy.json()) };
  const type = lazy.places.isEscaped ? 'escaped' : 'text';
  return { path, type, bytes: await copyOf(lazy.encoded()) };
}

const bytesAtOnce = 2 * 1_024 * 1_024;

async function copyOf(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    copy.set(bytes.subarray(at, at + bytesAtOnce), at);
    if (at > 0) await yieldToEventLoop();
  }
  return copy;
}
