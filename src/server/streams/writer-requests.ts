import type { RunIntake } from '../../contract/served-store.ts';
import { type EventStream, toEventBytes } from './event-stream.ts';

export type WriterRequests = {
  /** Sends what is asked of a recorder already, and from now on what is asked later. */
  readonly add: (stream: EventStream, writer: string) => void;
  /** Looks what is asked of those who listen; while it looks, looking again is put off. */
  readonly ask: () => void;
  /** Says that those who listen live. */
  readonly beat: () => void;
};

type Listener = { readonly writer: string; sent: ReadonlySet<string> };

export function createWriterRequests(intake: RunIntake, failed: (error: unknown) => void): WriterRequests {
  const listeners = new Map<EventStream, Listener>();
  let isAsking = false;
  let isDue = false;

  const writersNow = () => [...new Set([...listeners.values()].map(({ writer }) => writer))];

  async function askAll(): Promise<void> {
    if (listeners.size === 0) return;
    const asked = [...listeners];
    const found = await intake.cancelRequests(writersNow());
    for (const [stream, listener] of asked) {
      const pending = found.get(listener.writer) ?? [];
      const fresh = pending.filter(id => !listener.sent.has(id));
      listener.sent = new Set(pending);
      if (fresh.length > 0) stream.send(toEventBytes({ event: 'cancel', data: { cancelRequested: fresh } }));
    }
  }

  async function askInTurn(): Promise<void> {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (isDue) {
        isDue = false;
        await askAll();
      }
    } catch (error) {
      failed(error);
    } finally {
      isAsking = false;
    }
  }

  function beat(): void {
    const writers = writersNow();
    if (writers.length > 0) intake.beat(writers).catch(failed);
  }

  return {
    add(stream, writer) {
      listeners.set(stream, { writer, sent: new Set() });
      stream.onClosed(() => listeners.delete(stream));
      intake.beat([writer]).catch(failed);
      void askInTurn();
    },
    ask: () => void askInTurn(),
    beat,
  };
}
