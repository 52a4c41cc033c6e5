import * as v from 'valibot';
import type { JsonText } from '../../contract/run-events.ts';
import type { InspectorError } from '../../model/errors.ts';
import { factsOfBody, type Parcel, toBody } from './batch-body.ts';
import type { PartedParcel } from './batch-queue.ts';
import type { Losses } from './losses.ts';

/**
 * The two halves of a batch that the server does not take as a whole; of a fact that it does not take alone
 * nothing is left, and that is told.
 */
export async function partsOf(
  writer: string,
  parcel: Parcel,
  error: InspectorError,
  losses: Losses,
): Promise<readonly PartedParcel[]> {
  const facts = await factsOfBody(writer, parcel);
  const half = Math.ceil(facts.length / 2);
  if (facts.length <= 1) {
    losses.refused(facts.map(fact => ({ id: runOf(fact), reason: error.message })));
    return [];
  }
  const later = parcel.sequence + half;
  return [
    await partOf(writer, parcel.sequence, facts.slice(0, half)),
    await partOf(writer, later, facts.slice(half)),
  ];
}

async function partOf(writer: string, sequence: number, facts: readonly JsonText[]): Promise<PartedParcel> {
  return { sequence, body: await toBody(writer, sequence, facts), facts: facts.length };
}

const aboutRun = v.object({ runId: v.optional(v.string()), id: v.optional(v.string(), 'unknown') });

function runOf(fact: JsonText): string {
  const { runId, id } = v.parse(aboutRun, JSON.parse(fact));
  return runId ?? id;
}
