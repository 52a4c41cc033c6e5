import * as v from 'valibot';
import type { JsonText } from '../../contract/run-events.ts';
import type { InspectorError } from '../../model/errors.ts';
import { eventTextsOfBody, type SealedBatch, toBody } from './batch-body.ts';
import type { CountedBatch } from './batch-queue.ts';
import type { Losses } from './losses.ts';

/**
 * Halves a batch that the server rejected. A batch of one event becomes a loss and an empty list. The numbers
 * of the parts end with the batch's own: a server that stored the whole batch ignores all of them.
 */
export async function splitBatch(
  writer: string,
  batch: SealedBatch,
  error: InspectorError,
  losses: Losses,
): Promise<readonly CountedBatch[]> {
  const events = await eventTextsOfBody(writer, batch);
  if (events.length <= 1) {
    losses.refused(events.map(event => ({ id: runIdOf(event), reason: error.message })));
    return [];
  }
  const half = Math.ceil(events.length / 2);
  return [
    await toPart(writer, batch.sequence - (events.length - half), events.slice(0, half)),
    await toPart(writer, batch.sequence, events.slice(half)),
  ];
}

async function toPart(writer: string, sequence: number, events: readonly JsonText[]): Promise<CountedBatch> {
  return { sequence, body: await toBody(writer, sequence, events), events: events.length };
}

const eventIds = v.object({ runId: v.optional(v.string()), id: v.optional(v.string(), 'unknown') });

function runIdOf(event: JsonText): string {
  const { runId, id } = v.parse(eventIds, JSON.parse(event));
  return runId ?? id;
}
