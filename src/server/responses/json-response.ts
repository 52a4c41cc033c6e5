import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import { toJsonText } from '../../model/payload/payload-text.ts';

const gzip = promisify(gzipWithCallback);
const zippedFromBytes = 1_024;

type Accepts = { readonly acceptEncoding: string | undefined; readonly ifNoneMatch: string | undefined };

type RenderedBody = Omit<RenderedJson, 'tag'> & { readonly tag?: string };

export type JsonReply = {
  readonly status: number;
  readonly value?: unknown;
  readonly rendered?: RenderedBody;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the client may cache it and revalidate it by its `etag`. */
  readonly hasTag?: boolean;
};

/** Gzipped from 1 KiB on if the client accepts it; 304 when the client has the body already. */
export async function toJsonResponse(reply: JsonReply, accepts: Accepts): Promise<Response> {
  const headers = new Headers({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...reply.headers,
  });
  const { bytes: body, tag } = toBody(reply);
  if (tag !== undefined) {
    headers.set('etag', tag);
    headers.set('cache-control', 'private, no-cache');
    headers.set('vary', 'accept-encoding, authorization, x-api-key');
    if (hasMatch(accepts.ifNoneMatch, tag)) {
      headers.delete('content-type');
      return new Response(null, { status: 304, headers });
    }
  }
  if (body.length < zippedFromBytes || !takesGzip(accepts.acceptEncoding))
    return withBytes(reply.status, headers, body);
  headers.set('content-encoding', 'gzip');
  return withBytes(reply.status, headers, await gzip(body, { level: 1 }));
}

function toBody({ value, rendered, hasTag }: JsonReply): RenderedBody {
  if (rendered) return rendered;
  return hasTag ? renderJson(value) : { bytes: Buffer.from(toJsonText(value, { indent: 0 })) };
}

function withBytes(status: number, headers: Headers, body: Uint8Array<ArrayBuffer>): Response {
  headers.set('content-length', String(body.length));
  return new Response(body, { status, headers });
}

function hasMatch(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some(other => opaque(other) === opaque(tag));
}

/** A weight for gzip takes precedence over the one for `*` (RFC 9110, section 12.5.3). */
function takesGzip(acceptEncoding = ''): boolean {
  const accepted = new Map<string, boolean>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.trim().split(/\s*;\s*/);
    accepted.set(name, !parameters.some(one => /^q=0(\.0*)?$/.test(one)));
  }
  return accepted.get('gzip') ?? accepted.get('x-gzip') ?? accepted.get('*') ?? false;
}

/** A JSON body in UTF-8 and its entity tag. */
export type RenderedJson = { readonly bytes: Uint8Array<ArrayBuffer>; readonly tag: string };

export function renderJson(value: unknown): RenderedJson {
  const bytes = Buffer.from(toJsonText(value, { indent: 0 }));
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 32);
  // Weak, because the zipped and the plain body have the same tag.
  return { bytes, tag: `W/"${hash}"` };
}
