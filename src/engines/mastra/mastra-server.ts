import * as v from 'valibot';
import { createHttpClient } from '../../http/http-client.ts';
import { cleanDetail, type RefusedResponse } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { Signal } from '../kit/run-source.ts';
import { serverVariable } from './mastra-engine.ts';
import { type MastraRow, statuses } from './run-list.ts';

export type MastraServer = ReturnType<typeof createMastraServer>;

type Sent = { readonly path: string; readonly body?: unknown };

/** The routes of an application's server (@mastra/hono 1.7). Rejects where none answers. */
export function createMastraServer(url: string | undefined) {
  const client = url === undefined ? undefined : createHttpClient({ url: withPrefix(url), timeouts, kind });

  async function ask(method: 'GET' | 'POST', { path, body }: Sent, { signal }: Signal) {
    if (!client)
      throw new InspectorError('usage', "the application's server is not named", {
        hint: `set ${serverVariable}=http://localhost:4111, or name it behind the file: mastra:./mastra.db#http://localhost:4111`,
        isUnsent: true,
      });
    const sent = { method, path: `/workflows/${path}`, signal, isAnswer, isRepeatable: false };
    const answer = await client.send({
      ...sent,
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    const read = v.safeParse(answerSchema, tryParseJson(answer.body.toString('utf8')));
    if (!read.success)
      throw new InspectorError('unreadable', `${client.location} does not answer in JSON`, {
        hint: kind.wrongServerHint,
      });
    const { status, error, message } = read.output;
    const reason = error ?? message ?? `the server answered ${answer.status}`;
    return { isDone: answer.status < 300, status, reason: cleanDetail(reason, undefined) };
  }

  return {
    /** Starts a workflow, and does not wait for its end. */
    async start(
      workflow: string,
      { key, input }: { readonly key: string; readonly input: unknown },
      options: Signal,
    ): Promise<ActAnswer> {
      const at = (route: string) =>
        `${encodeURIComponent(workflow)}/${route}?runId=${encodeURIComponent(key)}`;
      const made = await ask('POST', { path: at('create-run') }, options);
      const answer = made.isDone
        ? await ask('POST', { path: at('start'), body: { inputData: input } }, options)
        : made;
      return answer.isDone ? { type: 'sent' } : { type: 'refused', reason: answer.reason };
    },
    /** Acts on a run that stands as its row says: the server takes what it should not, and answers 200. */
    async act({ name, key, state }: MastraRow, { path, body }: Sent, options: Signal): Promise<ActAnswer> {
      const run = `${encodeURIComponent(name)}/runs/${encodeURIComponent(key)}`;
      const now = await ask('GET', { path: `${run}?fields=activeStepsPath` }, options);
      if (!now.isDone || now.status === undefined) {
        const reason = `the server at ${client?.location} says of it: ${now.reason}`;
        return { type: 'refused', reason, hint: 'is it the server of this file?' };
      }
      if (now.status !== state)
        return { type: 'refused', reason: `its server says that it is ${wordOf(now.status)}` };
      const route =
        path === 'cancel'
          ? `${run}/cancel`
          : `${encodeURIComponent(name)}/${path}?runId=${encodeURIComponent(key)}`;
      const answer = await ask('POST', { path: route, body }, options);
      return answer.isDone ? { type: 'sent' } : { type: 'refused', reason: answer.reason };
    },
    close: async () => client?.close(),
  };
}

function wordOf(status: string): string {
  return Object.hasOwn(statuses, status) ? status : sanitizeLine(status);
}

/** An application may choose another prefix than the usual one. */
function withPrefix(url: string): string {
  const isPlain = URL.canParse(url) && new URL(url).pathname === '/';
  return isPlain ? `${url.replace(/\/$/, '')}/api` : url;
}

function isAnswer(status: number): boolean {
  return (
    (status >= 200 && status < 300) || status === 400 || status === 404 || status === 409 || status === 500
  );
}

const timeouts = { connectMs: 1_000, silentMs: 10_000 };
const answerSchema = v.object({
  status: v.optional(v.string()),
  error: v.optional(v.string()),
  message: v.optional(v.string()),
});

const kind = {
  accept: 'application/json',
  transientStatuses: [],
  toRefusalError: ({ status, location }: RefusedResponse) =>
    new InspectorError(
      status === 401 || status === 403 ? 'auth' : 'unreachable',
      `${location} answered ${status}`,
      {
        ...(status === 401 || status === 403
          ? { hint: 'a server that asks for a token cannot be used' }
          : {}),
      },
    ),
  wrongServerHint: 'is this the server of a Mastra application? its routes may have another prefix than /api',
};
