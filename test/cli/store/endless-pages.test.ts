import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../run-cli.ts';

type Server = { readonly url: string; requests: number };

/** A server that answers each request with the JSON of `answer`, for the path, the cursor and its number. */
async function serve(
  answer: (path: string, cursor: string | null, request: number) => unknown,
): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    result.requests += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(pathname, searchParams.get('cursor'), result.requests)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const result = { url: `http://127.0.0.1:${port}`, requests: 0 };
  return result;
}

const run = (number: number) => ({
  ...{ id: `run_${number}`, kind: 'workflow', name: 'w', status: 'success', models: [], services: [] },
  trigger: { type: 'api', label: 'API', raw: 'api' },
  createdAt: new Date(1_700_000_000_000 - number * 1_000).toISOString(),
});
const page = (runs: readonly unknown[], nextCursor: string | null) => ({ data: runs, nextCursor });
const span = (number: number) => ({
  ...{ id: `span_${number}`, name: 's', kind: 'run', status: 'ok', attributes: {}, events: [] },
  startAt: new Date(1_700_000_000_000 + number).toISOString(),
});

function list(url: string, limit = '100000') {
  return runCli(['history', 'list', '--target', url, '--limit', limit, '-o', 'tsv'], { store: 'real' });
}

describe('a server whose list has no end', () => {
  test('because it repeats its cursor is refused, not read for ever', async () => {
    const server = await serve((_, __, number) => page([run(number)], 'again'));
    const { code, err } = await list(server.url);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('names a page') });
    expect(server.requests).toBe(2);
  });

  test.each([2, 3, 7])('because its cursors are a circle of %i is refused', async length => {
    const server = await serve((_, __, number) => page([run(number)], `c${number % length}`));
    const { code, err } = await list(server.url);
    expect(code).toBe(1);
    expect(err).toContain('names a page again that was read before');
    expect(server.requests).toBeLessThan(length + 3);
  });

  test('because new cursors bring nothing new is asked a few times, later each time, and refused', async () => {
    const endless: Readonly<Record<string, (number: number) => object>> = {
      'pages that go back': number => page([run(100 + (number % 3))], `c${number}`),
      'pages that are empty': number => page([], `c${number}`),
      'a search that never gets anywhere': number => ({
        ...page([], `c${number}`),
        scanned: { read: number, total: 1_000_000_000 },
      }),
    };
    await Promise.all(
      Object.entries(endless).map(async ([name, answer]) => {
        const server = await serve((_path, __, number) => answer(number));
        const { code, err } = await list(server.url);
        expect({ code, err }, name).toMatchObject({
          code: 1,
          err: expect.stringMatching(/the last \d+ pages of .* brought nothing new/),
        });
        expect(server.requests, name).toBeLessThan(20);
      }),
    );
  }, 60_000);

  test('is read as far as the limit when its pages go on', async () => {
    const server = await serve((_, __, number) => page([run(number)], `c${number}`));
    const { code, out } = await list(server.url, '30');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(31);
    expect(server.requests).toBe(30);
  });
});

describe('a trace that has no end', () => {
  test.each([
    ['repeats its cursor', (number: number) => [span(number)], () => 'again'],
    ['has a circle of cursors', (number: number) => [span(number)], (number: number) => `c${number % 3}`],
    ['repeats its spans', () => [span(1)], (number: number) => `c${number}`],
  ])(
    'because it %s is refused',
    async (_, spans, cursor) => {
      const server = await serve((path, __, number) =>
        path.endsWith('/trace')
          ? { spans: spans(number), logs: [], nextCursor: cursor(number), spanTotal: 1, logTotal: 0 }
          : { ...run(1), usage: [] },
      );
      const argv = ['history', 'get', 'run_1', '--target', server.url, '--include', 'trace'];
      const { code, err } = await runCli(argv, { store: 'real' });
      expect({ code, err }).toMatchObject({
        code: 1,
        err: expect.stringMatching(/names a page|nothing new/),
      });
      expect(server.requests).toBeLessThan(20);
    },
    60_000,
  );
});
