import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rawRequest, withKey } from './raw-request.ts';
import { shareServing } from './serving.ts';

const megabyte = 1_000_000;

function batchText(id: string, input: string, sequence: number): string {
  return JSON.stringify({
    writer: 'w',
    sequence,
    owner: false,
    facts: [
      {
        type: 'run-created',
        id,
        kind: 'workflow',
        name: 'big',
        status: 'success',
        trigger: { type: 'api', label: 'API', raw: 'api' },
        createdAt: '2026-11-24T12:00:00.000Z',
        input,
      },
    ],
  });
}

/** Counts the large texts that this thread parses or writes as JSON; the test's own come before. */
function watchThread() {
  let large = 0;
  const parse = JSON.parse;
  const stringify = JSON.stringify;
  const parsing = vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
    if (text.length > megabyte) large += 1;
    return parse(text, reviver);
  });
  const writing = vi.spyOn(JSON, 'stringify').mockImplementation((value, _, space) => {
    const text = stringify(value, undefined, space);
    if (text !== undefined && text.length > megabyte) large += 1;
    return text;
  });
  onTestFinished(() => {
    parsing.mockRestore();
    writing.mockRestore();
  });
  return () => large;
}

const asJson = { 'content-type': 'application/json', ...withKey };

describe('large bodies', () => {
  const serving = shareServing({ events: [] });

  it('and runs are parsed and written in threads, so that no one else waits', async () => {
    const { url } = serving();
    const text = 'x'.repeat(3 * megabyte);
    const body = batchText('big', text, 1);
    const large = watchThread();
    const sent = await rawRequest(`${url}/v1/ingest`, { method: 'POST', headers: asJson, body });
    expect(sent.status).toBe(200);
    const read = await rawRequest(`${url}/v1/runs/big?include=steps,messages,trace`);
    expect(read.status).toBe(200);
    expect(large()).toBe(0);
    expect(JSON.parse(read.text)).toMatchObject({ id: 'big', input: text, trace: { spanTotal: 0 } });
  });

  it('are refused for the same reasons as small ones', async () => {
    const { url } = serving();
    const post = (body: string) =>
      rawRequest(`${url}/v1/ingest`, { method: 'POST', headers: asJson, body: body.padEnd(megabyte) });
    const details = await Promise.all(
      ['{"writer":', '[]', '{"writer":"w","sequence":-1,"facts":[]}'].map(async text => {
        const { status, text: answer } = await post(text);
        return [status, JSON.parse(answer).detail];
      }),
    );
    expect(details).toEqual([
      [400, 'the body is not JSON'],
      [400, 'the body: must be an object, not a list'],
      [400, 'sequence: must be 0 or more'],
    ]);
  });
});
