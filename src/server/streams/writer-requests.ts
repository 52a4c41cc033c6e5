import { coalesceCalls } from '../../async/coalesce-calls.ts';
import type { RunIntake } from '../../contract/served-store.ts';
import { type EventStream, toEventBytes } from './event-stream.ts';

/** Sends requests to cancel runs to the connected recorders. */
export type WriterRequests = {
  /** Sends a recorder its present requests, and later each new one. */
  readonly add: (stream: EventStream, writer: string) => void;
  /** Sends the new requests; a call during a check repeats it. */
  readonly check: () => void;
  /** Records a heartbeat for all connected recorders. */
  readonly beat: () => void;
};

type Listener = { readonly writer: string; sent: ReadonlySet<string> };

export function createWriterRequests(intake: RunIntake, onError: (error: unknown) => void): WriterRequests {
  const listeners = new Map<EventStream, Listener>();
  const check = coalesceCalls(() => sendNewRequests().catch(onError));

  const writersNow = () => [...new Set([...listeners.values()].map(({ writer }) => writer))];

  async function sendNewRequests(): Promise<void> {
    if (listeners.size === 0) return;
    const checked = [...listeners];
    const requests = await intake.cancelRequests(writersNow());
    for (const [stream, listener] of checked) {
      const pending = requests.get(listener.writer) ?? [];
      const fresh = pending.filter(id => !listener.sent.has(id));
      listener.sent = new Set(pending);
      if (fresh.length > 0) stream.send(toEventBytes({ event: 'cancel', data: { cancelRequested: fresh } }));
    }
  }

  return {
    add(stream, writer) {
      listeners.set(stream, { writer, sent: new Set() });
      stream.onClosed(() => listeners.delete(stream));
      intake.heartbeat([writer]).catch(onError);
      void check();
    },
    check: () => void check(),
    beat() {
      const writers = writersNow();
      if (writers.length > 0) intake.heartbeat(writers).catch(onError);
    },
  };
}
