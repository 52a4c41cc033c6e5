import { fitsOnePart, isPacked, splitEvents } from '../../../contract/packed-events.ts';
import type { IntakeBatch, IntakeResult, RunIntake } from '../../../contract/served-store.ts';
import type { AskWriter } from './write-requests.ts';

export type Apply = {
  readonly apply: RunIntake['apply'];
  /** Whether the thread writes a batch that may take seconds: until then, it answers nothing else. */
  readonly isWriting: () => boolean;
};

/** Passes batches to the thread that writes, in parts. */
export function createApply(ask: AskWriter): Apply {
  let lastTicket = 0;
  let large = 0;

  async function write(ticket: number, { events, ...head }: IntakeBatch): Promise<IntakeResult> {
    let from = 0;
    if (isPacked(events)) {
      for (const { count, bytes } of events.parts) {
        await ask({ type: 'packed-events', ticket, from, bytes });
        from += count;
      }
      return ask({ type: 'apply', ticket, count: from, ...head });
    }
    for (const part of splitEvents(events)) {
      await ask({ type: 'events', ticket, from, events: part });
      from += part.length;
    }
    return ask({ type: 'apply', ticket, count: from, ...head });
  }

  return {
    isWriting: () => large > 0,
    async apply(batch) {
      lastTicket += 1;
      const ticket = lastTicket;
      const isLarge = isPacked(batch.events) || !fitsOnePart(batch.events);
      if (isLarge) large += 1;
      try {
        return await write(ticket, batch);
      } catch (error) {
        void ask({ type: 'drop', ticket }).catch(() => undefined);
        throw error;
      } finally {
        if (isLarge) large -= 1;
      }
    },
  };
}
