import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Env } from '../../../src/server/request/sent-request.ts';
import { openStream } from '../../../src/server/streams/event-stream.ts';

/** Opens a stream over a connection that only notes that it was broken. */
async function open(method: string, sent: readonly string[]) {
  const lost = new AbortController();
  const noted: string[] = [];
  const outgoing = { destroy: () => void noted.push('broken') };
  const app = new Hono<Env>();
  app.on(['GET', 'HEAD'], '/', c => {
    const access = { lost: lost.signal, end: () => void noted.push('access ended') };
    const subscribe = (stream: { readonly send: (bytes: Uint8Array) => void }) => {
      for (const text of sent) stream.send(new TextEncoder().encode(text));
    };
    const leave = () => void noted.push('place left');
    return openStream(c, subscribe, { access, leave }).response;
  });
  const response = await app.request('/', { method }, { outgoing });
  return { response, noted, loseAccess: () => lost.abort() };
}

test('a client that has read everything is sent the end of its stream when it loses its access', async () => {
  const { response, noted, loseAccess } = await open('GET', ['a']);
  loseAccess();
  expect(await response.text()).toBe('a');
  expect(noted).toEqual(['access ended', 'place left']);
});

test('a client that reads slowly is sent nothing more once it loses its access', async () => {
  const { noted, loseAccess } = await open('GET', ['a', 'b', 'c']);
  loseAccess();
  expect(noted).toEqual(['access ended', 'place left', 'broken']);
});

test('a request for the head alone gives its place back at once', async () => {
  const { noted } = await open('HEAD', []);
  expect(noted).toEqual(['access ended', 'place left']);
});
