import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip, type InputType } from 'node:zlib';
import { errorCode, InspectorError } from '../model/errors.ts';
import { formatBytes } from '../model/text/formats.ts';

export type BodyBounds = {
  /** For the body both as sent and uncompressed. */
  readonly maxBytes: number;
  readonly location: string;
  readonly hint: string;
  readonly onProgress: () => void;
};

/** Fewer bytes are no progress, so that a body of single bytes times out. */
const progressBytes = 16 * 1_024;
/** Smaller pieces on average cost so much work that keys would wait. */
export const smallPieceBytes = 16;
export const somePieces = 2_000;
const largeBytes = 1_024 * 1_024;
const nothing = Buffer.alloc(0);

/** Rejects with an `InspectorError` as soon as the body exceeds the bound. */
export async function readBody(body: Readable, length: number, bounds: BodyBounds): Promise<Buffer> {
  if (length > bounds.maxBytes) {
    body.on('error', () => undefined).destroy();
    throw tooLarge(bounds);
  }
  const collector = createCollector(length, bounds);
  let reportedBytes = 0;
  let pieces = 0;
  const add = (chunk: Buffer) => {
    const bytes = collector.add(chunk);
    pieces += 1;
    if (pieces > somePieces && bytes < pieces * smallPieceBytes) throw inPieces(bounds);
    if (bytes - reportedBytes < progressBytes) return;
    reportedBytes = bytes;
    bounds.onProgress();
  };
  await readPieces(body, add);
  return collector.whole();
}

/** Reads each piece as it was sent, which iterating would join. What `add` throws ends the reading. */
function readPieces(body: Readable, add: (piece: Buffer) => void): Promise<void> {
  body.on('data', chunk => {
    try {
      if (Buffer.isBuffer(chunk) && !body.destroyed) add(chunk);
    } catch (error) {
      body.destroy(error instanceof Error ? error : undefined);
    }
  });
  return finished(body, { writable: false });
}

/** Allocates a large body of known length once: it is never in memory twice. */
function createCollector(length: number, bounds: BodyBounds) {
  const whole = length > largeBytes ? Buffer.allocUnsafeSlow(length) : undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add(chunk: Buffer): number {
      const start = bytes;
      bytes += chunk.length;
      if (bytes > (whole?.length ?? bounds.maxBytes)) throw tooLarge(bounds);
      if (whole) chunk.copy(whole, start);
      else chunks.push(chunk);
      return bytes;
    },
    whole: () =>
      whole?.subarray(0, bytes) ?? (chunks[1] ? Buffer.concat(chunks, bytes) : (chunks[0] ?? nothing)),
  };
}

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

export async function decodeBody(body: Buffer, encoding: string, bounds: BodyBounds): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new InspectorError(
      'unreadable',
      `${bounds.location} answered in an encoding that was not requested`,
    );
  try {
    return await unzip(body, { maxOutputLength: bounds.maxBytes });
  } catch (cause) {
    if (errorCode(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bounds);
    throw new InspectorError('unreadable', `${bounds.location} answered with broken gzip`, { cause });
  }
}

function tooLarge({ location, maxBytes, hint }: BodyBounds): InspectorError {
  return new InspectorError('unreadable', `${location} answered with more than ${formatBytes(maxBytes)}`, {
    hint,
  });
}

function inPieces({ location, hint }: BodyBounds): InspectorError {
  return new InspectorError(
    'unreadable',
    `${location} answered in pieces of less than ${smallPieceBytes} bytes`,
    { hint },
  );
}
