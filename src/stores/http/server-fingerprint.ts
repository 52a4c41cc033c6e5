import { createHash } from 'node:crypto';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { createConditionalRequest } from './conditional-request.ts';

const paths = [endpoints.counts.path, `${endpoints.listRuns.path}?limit=50`];

const mostBytes = 64 * 1_024 * 1_024;

/** Resolves with a text that changes when the counts or the newest runs do. */
export function createFingerprint(client: HttpClient): (signal: AbortSignal) => Promise<string> {
  const readHash = createConditionalRequest(
    client,
    ({ body }) => createHash('sha256').update(body).digest('base64url'),
    mostBytes,
  );
  return async signal => {
    const hashes = paths.map(path => readHash({ path, signal }).catch(emptyWhereUnsupported));
    return (await Promise.all(hashes)).join();
  };
}

/** A store that cannot count is compared by its newest runs alone. */
function emptyWhereUnsupported(error: unknown): string {
  if (refusalOf(error)?.status === 501) return '';
  throw error;
}
