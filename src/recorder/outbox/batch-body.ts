import { promisify } from 'node:util';
import { gunzip, gzip, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { JsonText } from '../../contract/run-events.ts';
import type { InspectorError } from '../../model/errors.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import type { Losses } from './losses.ts';

const gzipAboveBytes = 1_024;
const fast = { level: 3 };
const zip = promisify<Buffer, typeof fast, Buffer>(gzip);
const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** An encoded batch; each attempt sends the same bytes. */
export type SealedBatch = { readonly sequence: number; readonly body: Buffer };

export type CountedBatch = SealedBatch & { readonly events: number };

/**
 * The distance between the numbers of two batches. The number of a part of a split batch is that of the batch
 * minus the events that follow the part: no part gets a number of another batch, whichever process splits it.
 */
export const sequenceStep = 4_096;

export async function toBody(writer: string, sequence: number, events: readonly JsonText[]): Promise<Buffer> {
  const plain = toPlainBody(writer, sequence, events);
  return plain.length > gzipAboveBytes ? zip(plain, fast) : plain;
}

export function toBodySync(writer: string, sequence: number, events: readonly JsonText[]): Buffer {
  const plain = toPlainBody(writer, sequence, events);
  return plain.length > gzipAboveBytes ? gzipSync(plain, fast) : plain;
}

function toPlainBody(writer: string, sequence: number, events: readonly JsonText[]): Buffer {
  return Buffer.from(`${headOf(writer, sequence)}${events.join(',')}]}`);
}

/** `{"writer":"…","sequence":1,"facts":[` of `ingestBodySchema`. */
function headOf(writer: string, sequence: number): string {
  return `${JSON.stringify({ writer, sequence }).slice(0, -1)},"facts":[`;
}

/** RFC 1952, section 2.3.1. */
export function isZipped(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

/** Rejects when a body is incomplete, or has another writer or number. */
export async function checkBody(writer: string, batch: SealedBatch): Promise<void> {
  const text = await eventListText(writer, batch);
  // A zipped body has a checksum.
  if (!isZipped(batch.body)) JSON.parse(`[${text}]`);
}

export async function eventTextsOfBody(writer: string, batch: SealedBatch): Promise<readonly JsonText[]> {
  const events: unknown = JSON.parse(`[${await eventListText(writer, batch)}]`);
  return Array.isArray(events) ? events.map(event => toJsonText(event, { indent: 0 })) : [];
}

async function eventListText(writer: string, { sequence, body }: SealedBatch): Promise<string> {
  const plain = isZipped(body) ? await unzip(body, { maxOutputLength: 8 * apiLimits.bodyBytes }) : body;
  const text = plain.toString('utf8');
  const head = headOf(writer, sequence);
  if (!text.startsWith(head) || !text.endsWith(']}')) throw new Error('the batch is incomplete');
  return text.slice(head.length, -2);
}

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
