import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type FilledEngine, importBuilt, pageSize } from './filled-engine.ts';

type N8nStore = typeof import('../../../src/engines/n8n/open-n8n-store.ts');

const standIn = new URL('../../engines/n8n/stand-in.ts', import.meta.url).href;

/** A process of its own, not to burden the screen's. One in ten has failed, with the data of a sample. */
const script = (runs: number) => `
  const { startStandIn } = await import(${JSON.stringify(standIn)});
  const n8n = await startStandIn();
  n8n.key = undefined;
  const failed = n8n.rows.get('2');
  const now = Date.now();
  const timeOf = ms => new Date(now + ms).toISOString();
  for (let n = n8n.rows.size; n < ${runs}; n += 1) {
    const times = { startedAt: timeOf((n - ${runs}) * 1000), stoppedAt: timeOf((n - ${runs}) * 1000 + 900) };
    n8n.add(n % 10 === 0 ? { ...failed, ...times, retrySuccessId: null } : n % 500 === 1
      ? { ...times, status: 'running', stoppedAt: null } : times);
  }
  console.log(n8n.url);
`;

/** A server in n8n's stead, which answers much sooner than n8n. */
export async function fillN8n(runs: number): Promise<FilledEngine> {
  const server = spawn(process.execPath, ['--input-type=module', '-e', script(runs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: server.stdout }), 'line');
  const target = { name: 'bench', kind: 'n8n', location: url, reason: 'argument' };
  return {
    ...{ name: 'n8n (a stand-in)', runs, place: `n8n:${url}` },
    async open() {
      const { openN8nStore } = await importBuilt<N8nStore>('n8n-store.js');
      return openN8nStore({ url, target });
    },
    bareName: 'the bare requests, of the lists and of each failed run',
    barePage: which => barePage(url, which),
    async stop() {
      server.kill();
      await once(server, 'exit');
    },
  };
}

type Row = { readonly id: string; readonly status: string };

async function barePage(url: string, which: 'newest' | 'failed'): Promise<readonly string[]> {
  const lists = which === 'newest' ? ['', '&status=running'] : ['&status=error', '&status=crashed'];
  const read = async (path: string): Promise<{ readonly data: readonly Row[] }> =>
    JSON.parse(await (await fetch(`${url}/api/v1/executions${path}`)).text());
  const pages = await Promise.all(lists.map(list => read(`?limit=${pageSize}${list}`)));
  const all = pages.flatMap(({ data }) => data).sort((a, b) => Number(b.id) - Number(a.id));
  const page = all.slice(0, pageSize);
  await Promise.all(
    page.filter(({ status }) => status === 'error').map(({ id }) => read(`/${id}?includeData=true`)),
  );
  return page.map(({ id }) => id);
}
