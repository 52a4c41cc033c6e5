import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import { toJsonText } from '../model/payload/payload-text.ts';

const gzip = promisify(gzipWithCallback);
const zippedFromBytes = 1_024;

/** What a client may do with an answer's body, by its own words. */
export type Accepts = {
  readonly acceptEncoding: string | undefined;
  readonly ifNoneMatch: string | undefined;
};

export type JsonReply = {
  readonly status: number;
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the client may keep it and ask whether it is still the same. */
  readonly hasTag?: boolean;
};

/** An answer of JSON, zipped where that saves something; 304 when it is what the client has. */
export async function toJsonResponse(answer: JsonReply, accepts: Accepts): Promise<Response> {
  const body = Buffer.from(toJsonText(answer.value, { indent: 0 }));
  const headers = new Headers({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...answer.headers,
  });
  if (answer.hasTag) {
    // Weak, because the same tag stands for the zipped and the plain bytes.
    const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"`;
    headers.set('etag', tag);
    headers.set('cache-control', 'private, no-cache');
    headers.set('vary', 'accept-encoding, authorization, x-api-key');
    if (hasMatch(accepts.ifNoneMatch, tag)) return withoutBody(headers);
  }
  if (body.length < zippedFromBytes || !takesGzip(accepts.acceptEncoding))
    return withBytes(answer.status, headers, body);
  headers.set('content-encoding', 'gzip');
  return withBytes(answer.status, headers, await gzip(body, { level: 1 }));
}

function withBytes(status: number, headers: Headers, body: Uint8Array<ArrayBuffer>): Response {
  headers.set('content-length', String(body.length));
  return new Response(body, { status, headers });
}

function withoutBody(headers: Headers): Response {
  headers.delete('content-type');
  return new Response(null, { status: 304, headers });
}

function hasMatch(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some(other => opaque(other) === opaque(tag));
}

/** What is said of gzip itself counts before what is said of everything else (RFC 9110, section 12.5.3). */
function takesGzip(acceptEncoding = ''): boolean {
  const said = new Map<string, boolean>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.trim().split(/\s*;\s*/);
    said.set(name, !parameters.some(one => /^q=0(\.0*)?$/.test(one)));
  }
  return said.get('gzip') ?? said.get('x-gzip') ?? said.get('*') ?? false;
}
