import { createHash } from 'node:crypto';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import { endpoints } from '../../protocol/api.ts';

const looksAt = [endpoints.counts.path, `${endpoints.listRuns.path}?limit=50`];

/** Gives a text that is another one when the counts or the newest runs are others. */
export function createPulse(client: HttpClient): (signal: AbortSignal) => Promise<string> {
  const known = new Map<string, { readonly etag: string; readonly tag: string }>();
  const readTag = async (path: string, signal: AbortSignal): Promise<string> => {
    const before = known.get(path);
    const headers = before && { 'if-none-match': before.etag };
    const answer = await client.send({ path, headers, signal });
    if (before && answer.status === 304) return before.tag;
    const tag = createHash('sha256').update(answer.body).digest('base64url');
    const etag = answer.headers['etag'];
    if (typeof etag === 'string') known.set(path, { etag, tag });
    else known.delete(path);
    return tag;
  };
  return async signal => {
    const tags = looksAt.map(path => readTag(path, signal).catch(nothingWhereUnsupported));
    return (await Promise.all(tags)).join();
  };
}

/** A store that cannot count is looked at by its newest runs alone. */
function nothingWhereUnsupported(error: unknown): string {
  if (error instanceof InspectorError && refusalOf(error)?.status === 501) return '';
  throw error;
}
