import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, type InputType } from 'node:zlib';
import { InspectorError } from '../model/errors.ts';
import { formatBytes } from '../model/text/formats.ts';

export type BodyBounds = {
  /** Of the body, also when it is unzipped. */
  readonly maxBytes: number;
  readonly location: string;
  /** Called whenever a stretch of the body has come. */
  readonly onProgress: () => void;
};

/** A trickle is no progress. */
const progressBytes = 16 * 1_024;
const largeBytes = 1_024 * 1_024;
const nothing = Buffer.alloc(0);

/**
 * The whole of a body; rejects with an `InspectorError` as soon as it is known to be larger than the bound.
 */
export async function readBody(body: Readable, length: number, bounds: BodyBounds): Promise<Buffer> {
  if (length > bounds.maxBytes) {
    body.on('error', () => undefined).destroy();
    throw tooLarge(bounds);
  }
  const gathered = gather(length, bounds);
  let told = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    const bytes = gathered.add(chunk);
    if (bytes - told < progressBytes) continue;
    told = bytes;
    bounds.onProgress();
  }
  return gathered.whole();
}

/** Of a body whose length is known no byte is held twice. */
function gather(length: number, bounds: BodyBounds) {
  const room = length > largeBytes ? Buffer.allocUnsafeSlow(length) : undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add(chunk: Buffer): number {
      const start = bytes;
      bytes += chunk.length;
      if (bytes > (room?.length ?? bounds.maxBytes)) throw tooLarge(bounds);
      if (room) chunk.copy(room, start);
      else chunks.push(chunk);
      return bytes;
    },
    whole: () =>
      room?.subarray(0, bytes) ?? (chunks[1] ? Buffer.concat(chunks, bytes) : (chunks[0] ?? nothing)),
  };
}

/** The beginning of a body, of which the rest is let go. */
export async function readBeginning(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

const unzip = promisify<InputType, { maxOutputLength: number }, Buffer>(gunzip);

/** Unzips what came zipped, up to the bound. */
export async function decodeBody(body: Buffer, encoding: string, bounds: BodyBounds): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new InspectorError('unreadable', `${bounds.location} answered in an encoding nobody asked for`);
  try {
    return await unzip(body, { maxOutputLength: bounds.maxBytes });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(bounds);
    throw new InspectorError('unreadable', `${bounds.location} answered with gzip that is broken`, { cause });
  }
}

function tooLarge({ location, maxBytes }: BodyBounds): InspectorError {
  return new InspectorError('unreadable', `${location} answered with more than ${formatBytes(maxBytes)}`, {
    hint: 'is this the address of a runlens server?',
  });
}
