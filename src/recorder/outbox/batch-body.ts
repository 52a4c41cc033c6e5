import { promisify } from 'node:util';
import { gunzip, gzip, gzipSync } from 'node:zlib';
import type { JsonText } from '../../contract/run-events.ts';
import { limits } from '../../protocol/limits.ts';

const gzipAboveBytes = 1_024;
const quickly = { level: 3 };
const zip = promisify<Buffer, typeof quickly, Buffer>(gzip);
const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** A batch as it is sent, each time with the same bytes. */
export type Parcel = { readonly sequence: number; readonly body: Buffer };

/**
 * Batches are numbered in steps of this: a batch that has to be sent in parts numbers a part by the place of
 * its first fact, so that the numbers of a batch's parts lie before the next batch's whenever it is parted,
 * and by whom.
 */
export const sequenceStep = 4_096;

export async function toBody(writer: string, sequence: number, facts: readonly JsonText[]): Promise<Buffer> {
  const plain = toPlainBody(writer, sequence, facts);
  return plain.length > gzipAboveBytes ? zip(plain, quickly) : plain;
}

export function toBodyNow(writer: string, sequence: number, facts: readonly JsonText[]): Buffer {
  const plain = toPlainBody(writer, sequence, facts);
  return plain.length > gzipAboveBytes ? gzipSync(plain, quickly) : plain;
}

function toPlainBody(writer: string, sequence: number, facts: readonly JsonText[]): Buffer {
  return Buffer.from(`${headOf(writer, sequence)}${facts.join(',')}]}`);
}

/** `{"writer":"…","sequence":1,"facts":[` of `ingestBodySchema`. */
function headOf(writer: string, sequence: number): string {
  return `${JSON.stringify({ writer, sequence }).slice(0, -1)},"facts":[`;
}

/** By its first bytes (RFC 1952, section 2.3.1). */
export function isZipped(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

/** Rejects when a body is not whole, or not that writer's of that number. */
export async function checkBody(writer: string, { sequence, body }: Parcel): Promise<void> {
  const text = await factsText(writer, { sequence, body });
  // What is zipped carries a checksum of its own.
  if (!isZipped(body)) JSON.parse(`[${text}]`);
}

/** The facts of a body, as the texts they are. Rejects as `checkBody` does. */
export async function factsOfBody(writer: string, parcel: Parcel): Promise<readonly JsonText[]> {
  return splitList(await factsText(writer, parcel));
}

async function factsText(writer: string, { sequence, body }: Parcel): Promise<string> {
  const plain = isZipped(body) ? await unzip(body, { maxOutputLength: 8 * limits.bodyBytes }) : body;
  const text = plain.toString('utf8');
  const head = headOf(writer, sequence);
  if (!text.startsWith(head) || !text.endsWith(']}')) throw new Error('it is not whole');
  return text.slice(head.length, -2);
}

/**
 * The members of a JSON list, without its brackets, each as the text it is. Throws when they do not end as
 * they should.
 */
export function splitList(text: string): readonly JsonText[] {
  const members: JsonText[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    else if (char === ',' && depth === 0) {
      members.push(text.slice(from, at));
      from = at + 1;
    }
    if (depth < 0) break;
  }
  if (depth !== 0) throw new Error('it does not end as it should');
  if (text !== '') members.push(text.slice(from));
  return members;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at += 1;
  }
  throw new Error('it ends too early');
}
