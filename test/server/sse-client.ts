import { type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { withKey } from './raw-request.ts';

export type SseEvent = { readonly event?: string; readonly id?: string; readonly data?: unknown };

export type SseClient = {
  /** Every event so far, comments left out. */
  readonly events: readonly SseEvent[];
  readonly status: number;
  readonly isEnded: () => boolean;
  readonly text: () => string;
  readonly answer: IncomingMessage;
  readonly close: () => void;
};

/** Listens at a stream of events over a connection of its own. */
export function listen(url: string, headers: Readonly<Record<string, string>> = {}): Promise<SseClient> {
  return new Promise((resolve, reject) => {
    const events: SseEvent[] = [];
    let text = '';
    let read = 0;
    let isEnded = false;
    const sent = request(
      url,
      { agent: false, headers: { accept: 'text/event-stream', ...withKey, ...headers } },
      answer => {
        answer.setEncoding('utf8');
        answer.on('data', chunk => {
          text += chunk;
          for (let end = text.indexOf('\n\n', read); end >= 0; end = text.indexOf('\n\n', read)) {
            const event = toEvent(text.slice(read, end));
            if (event) events.push(event);
            read = end + 2;
          }
        });
        answer.on('error', () => {});
        answer.on('close', () => {
          isEnded = true;
        });
        const close = () => sent.destroy();
        resolve({
          events,
          status: answer.statusCode ?? 0,
          isEnded: () => isEnded,
          text: () => text,
          answer,
          close,
        });
      },
    );
    sent.on('error', reject);
    sent.end();
    onTestFinished(() => {
      sent.destroy();
    });
  });
}

function toEvent(block: string): SseEvent | undefined {
  const fields = block.split('\n').flatMap(line => {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  const found = new Map(fields);
  if (found.size === 0) return undefined;
  const data = found.get('data');
  return {
    event: found.get('event'),
    id: found.get('id'),
    data: data === undefined ? undefined : JSON.parse(data),
  };
}
