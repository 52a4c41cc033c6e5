import type { IntakeBatch, IntakeResult, RunIntake } from '../../../contract/served-store.ts';
import { fitsOnePart, splitEvents } from './split-events.ts';
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
    for (const part of splitEvents(events)) {
      await ask({ type: 'events', ticket, from, events: part });
      from += part.length;
    }
    return ask({ type: 'apply', ticket, count: events.length, ...head });
  }

  return {
    isWriting: () => large > 0,
    async apply(batch) {
      lastTicket += 1;
      const ticket = lastTicket;
      const isLarge = !fitsOnePart(batch.events);
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
