import { coalesceCalls } from '../../async/coalesce-calls.ts';
import type { ServedStore } from '../../contract/served-store.ts';
import type { StartIntake } from '../../contract/starts/start-intake.ts';
import { type EventStream, toEventBytes } from './event-stream.ts';

type Listener = {
  readonly writer: string;
  sent: ReadonlySet<string>;
  /** Whether more requests follow once the client has read those. */
  hasMore: boolean;
};

/** Recorders take events of 256 KB at most. */
export const mostIdBytes = 32 * 1_024;
const moreMs = 50;

/**
 * When a recorder's offers end after its stream has closed. Its last request may have been answered after
 * that, so it is checked twice: one that lives claims every 5 seconds, here or at another server.
 */
const goneAfter = [
  { closedMs: 1_000, silentMs: 900 },
  { closedMs: 7_000, silentMs: 6_000 },
];

/** Sends requests to the connected recorders: to cancel runs, and to claim starts. */
export function createWriterRequests(
  { intake, starts }: Pick<ServedStore, 'intake' | 'starts'>,
  onError: (error: unknown) => void,
) {
  const listeners = new Map<EventStream, Listener>();
  const check = coalesceCalls(() => sendNewRequests().catch(onError));
  const calls = createStartCalls(starts, streamsByWriter, onError);
  let isEnded = false;
  let moreTimer: NodeJS.Timeout | undefined;

  const writersNow = () => [...streamsByWriter().keys()];

  function streamsByWriter(): ReadonlyMap<string, readonly EventStream[]> {
    const streams = Map.groupBy(listeners, ([, { writer }]) => writer);
    return new Map(Array.from(streams, ([writer, entries]) => [writer, entries.map(([stream]) => stream)]));
  }

  async function sendNewRequests(): Promise<void> {
    if (listeners.size === 0) return;
    const checked = [...listeners];
    const requests = await intake.cancelRequests(writersNow());
    for (const [stream, listener] of checked)
      if (!listener.hasMore || stream.isReady())
        sendFirst(stream, listener, requests.get(listener.writer) ?? []);
    if (!checked.some(([, { hasMore }]) => hasMore)) return;
    clearTimeout(moreTimer);
    moreTimer = setTimeout(check, moreMs).unref();
  }

  function sendFirst(stream: EventStream, listener: Listener, pending: readonly string[]): void {
    const fresh = pending.filter(id => !listener.sent.has(id));
    const first = firstIds(fresh);
    const left = new Set(fresh.slice(first.length));
    listener.hasMore = left.size > 0;
    listener.sent = new Set(listener.hasMore ? pending.filter(id => !left.has(id)) : pending);
    if (first.length > 0) stream.send(toEventBytes({ event: 'cancel', data: { cancelRequested: first } }));
  }

  function leaveIfGone(writer: string, silentMs: number): void {
    if (!isEnded && !writersNow().includes(writer)) starts.leave([writer], silentMs).catch(onError);
  }

  return {
    add(stream: EventStream, writer: string) {
      listeners.set(stream, { writer, sent: new Set(), hasMore: false });
      stream.onClosed(() => {
        listeners.delete(stream);
        for (const { closedMs, silentMs } of goneAfter)
          setTimeout(leaveIfGone, closedMs, writer, silentMs).unref();
      });
      intake.heartbeat([writer]).catch(onError);
      void check();
    },
    /** Sends the new requests; a call during a check repeats it. */
    check() {
      void check();
      calls.check();
    },
    beat() {
      const writers = writersNow();
      if (writers.length > 0) intake.heartbeat(writers).catch(onError);
    },
    /** Keeps the recorders' offers: they go on with another server, or with this one once it is back. */
    end() {
      isEnded = true;
      calls.end();
    },
  };
}

function firstIds(ids: readonly string[]): readonly string[] {
  let bytes = 0;
  const end = ids.findIndex(id => {
    bytes += Buffer.byteLength(id);
    return bytes > mostIdBytes;
  });
  return end < 0 ? ids : ids.slice(0, Math.max(1, end));
}

/** Enough to have one with room; if not, all others are called a moment later. */
const fewWriters = 8;
const othersMs = 250;

const callBytes = toEventBytes({ event: 'start', data: {} });

function createStartCalls(
  starts: StartIntake,
  connected: () => ReadonlyMap<string, readonly EventStream[]>,
  onError: (error: unknown) => void,
) {
  let turn = 0;
  let othersTimer: NodeJS.Timeout | undefined;

  async function callWanted(most: number): Promise<void> {
    const streams = connected();
    const wanted = await starts.wanted([...streams.keys()]);
    clearTimeout(othersTimer);
    const first = wanted.length > most ? turn % wanted.length : 0;
    const chosen = [...wanted.slice(first), ...wanted.slice(0, first)].slice(0, most);
    turn += chosen.length;
    for (const writer of chosen) for (const stream of streams.get(writer) ?? []) stream.send(callBytes);
    if (chosen.length === wanted.length) return;
    othersTimer = setTimeout(() => callWanted(Number.POSITIVE_INFINITY).catch(onError), othersMs).unref();
  }
  const check = coalesceCalls(() => callWanted(fewWriters).catch(onError));

  return {
    check: () => {
      if (connected().size > 0) void check();
    },
    end: () => clearTimeout(othersTimer),
  };
}
