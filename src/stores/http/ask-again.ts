import type * as v from 'valibot';
import type { HttpCall, HttpClient } from '../../http/http-client.ts';
import { readAnswer } from '../../http/read-answer.ts';
import { createRecentAnswers } from './recent-answers.ts';

export type Question = {
  readonly path: string;
  /** What makes the question the same one again; the path unless given. */
  readonly key?: string;
  readonly signal?: AbortSignal;
};

/**
 * Asks a kind of question with the ETag of the last answer to the same one, and gives that answer again when
 * the server says that it is the answer still. The key may leave out what changes with each asking, such as
 * the clock: a server answers what it is asked, and its ETags are hashes of whole answers.
 */
export function createAskAgain<S extends v.GenericSchema>(
  client: HttpClient,
  schema: S,
  maxBytes: number,
): (question: Question) => Promise<v.InferOutput<S>> {
  const answers = createRecentAnswers<v.InferOutput<S>>();
  return async ({ path, key = path, signal }) => {
    const recent = answers.find(key);
    const headers = recent && { 'if-none-match': recent.etag };
    const call: HttpCall = { path, headers, signal, maxBytes };
    const answer = await client.send(call);
    if (recent && answer.status === 304) return recent.value;
    const value = readAnswer(schema, answer, client.location);
    const etag = answer.headers['etag'];
    if (typeof etag === 'string') answers.keep(key, { etag, value, bytes: answer.body.length });
    return value;
  };
}
