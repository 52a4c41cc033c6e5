import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errorCode } from '../../model/errors.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { ProblemError } from '../request/problem-error.ts';
import type { ByteBudget } from '../request/request-lanes.ts';

type Holder = {
  readonly budget: ByteBudget;
  readonly client: string;
  /** Throws a `ProblemError` for a content type that is not supported; by default for all but JSON. */
  readonly requireType?: (type: string | null) => void;
};

/** Passes the unzipped bytes to `use`; their share of the budget is released afterwards. */
export async function withBody<T>(
  request: Request,
  { budget, client, requireType = requireJson }: Holder,
  use: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const chunks: Uint8Array[] = [];
  const whole = allocateWhole(request);
  let bytes = 0;
  try {
    for await (const chunk of openBody(request)) {
      // Only here, because many clients send a content type without a body.
      requireType(request.headers.get('content-type'));
      if (bytes + chunk.length > apiLimits.bodyBytes) throw tooLarge();
      if (!budget.reserve(client, chunk.length)) throw busy();
      if (whole) whole.set(chunk, bytes);
      else chunks.push(chunk);
      bytes += chunk.length;
    }
    return await use(whole?.subarray(0, bytes) ?? joinChunks(chunks.splice(0)));
  } catch (error) {
    const isZlibError = /^Z_/.test(errorCode(error) ?? '');
    throw isZlibError ? new ProblemError('bad-request', 'the body is not valid gzip') : error;
  } finally {
    budget.release(client, bytes);
  }
}

function openBody(request: Request): AsyncIterable<Uint8Array> {
  const { headers, body } = request;
  if (!body) return Readable.from([]);
  if (Number(headers.get('content-length')) > apiLimits.bodyBytes) throw tooLarge();
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return readChunks(body);
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    // Not `pipeline`: when reading stops at the limit, the server drains the rest itself.
    const source = Readable.from(readChunks(body));
    const gunzip = createGunzip();
    source.on('error', error => gunzip.destroy(error));
    gunzip.on('close', () => source.destroy());
    return source.pipe(gunzip);
  }
  throw new ProblemError('wrong-media-type', 'this content encoding of a body is not supported', {
    hint: 'send it without one, or with "content-encoding: gzip"',
    headers: { 'accept-encoding': 'gzip' },
  });
}

async function* readChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function requireJson(type: string | null): void {
  if (type !== null && /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim())) return;
  throw new ProblemError('wrong-media-type', 'the body must be JSON', {
    hint: 'send "content-type: application/json"',
  });
}

const largeBytes = 128 * 1_024;

/** Room for a large body of known length, so that its chunks need not be joined at the end, all at once. */
function allocateWhole({ headers }: Request): Uint8Array | undefined {
  const bytes = Number(headers.get('content-length'));
  const isKnown = bytes > largeBytes && bytes <= apiLimits.bodyBytes && !headers.has('content-encoding');
  return isKnown ? Buffer.allocUnsafeSlow(bytes) : undefined;
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}

function tooLarge(): ProblemError {
  return new ProblemError('too-large', `the body is larger than ${apiLimits.bodyBytes} bytes`, {
    hint: 'send less at a time',
    headers: { connection: 'close' },
  });
}

function busy(): ProblemError {
  return new ProblemError('unavailable', 'the server is processing too many bodies at the same time', {
    hint: 'try again in a moment',
    headers: { 'retry-after': '1', connection: 'close' },
  });
}
