import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import { engines } from '../../src/targets/engines.ts';
import { quickFolder } from '../quick-folder.ts';

const page = join(import.meta.dirname, '../../docs/how-to/engines.md');
const heading = '## What each can do';

/** Places where each engine opens, without a request; case files only hold what ran. */
const places = (folder: string): Readonly<Record<string, string>> => ({
  'workflow-sdk': join(folder, '.workflow-data'),
  otlp: join(folder, 'traces.jsonl'),
  restate: 'http://127.0.0.1:9',
  'pg-boss': 'postgres://127.0.0.1:9/jobs',
  dbos: 'postgres://127.0.0.1:9/jobs',
  bullmq: 'redis://127.0.0.1:9',
  keystroke: process.execPath,
  cloudflare: join(folder, '.wrangler/state/v3'),
  'cloudflare-traces': join(folder, '.wrangler/state/v3'),
  temporal: join(folder, 'history.json'),
  mastra: join(folder, 'mastra.db'),
  clickhouse: 'clickhouse://127.0.0.1:9',
  n8n: 'http://127.0.0.1:9',
});

test('docs/how-to/engines.md says of every engine what its store can do', async () => {
  const folder = mkdtempSync(join(quickFolder(), 'runlens-capabilities-'));
  const files = {
    '.workflow-data/runs/x.txt': '',
    'traces.jsonl': '{"resourceSpans":[]}\n',
    '.wrangler/state/v3/workflows/miniflare-workflows-order/x': '',
    '.wrangler/state/v3/observability/miniflare-wobs-trace-store/x.sqlite': '',
    'package.json': '{}',
    'history.json': '{"events":[]}',
    'mastra.db': '',
    'node_modules/bullmq/package.json': '{"name":"bullmq","version":"6.7.0","main":"index.js"}',
    'node_modules/bullmq/index.js': '',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const rows: string[] = [];
  for (const engine of engines.filter(({ kind }) => kind !== 'case')) {
    const place = places(folder)[engine.kind];
    if (place === undefined) throw new Error(`no place for ${engine.kind}`);
    const store = await engine.open({
      place,
      target: { name: engine.kind, kind: engine.kind, location: place, reason: 'argument' },
      writtenBy: 'user',
      isForeign: false,
      projectFolder: () => folder,
      readToken: async () => undefined,
      secretVariables: [],
    });
    rows.push(rowOf(engine.kind, store.can));
    await store.close();
  }
  rmSync(folder, { recursive: true });
  const table = [
    '| engine | changes | cancel | kill | start | run again | from a step | besides | no run has |',
    rule,
  ];
  const text = readFileSync(page, 'utf8');
  const section = text.slice(text.indexOf(heading)).split('\n## ')[0] ?? '';
  const shown = section.split('\n').filter(line => line.startsWith('|'));
  expect(shown).toEqual([...table, ...rows]);
});

const rule = '|---|---|---|---|---|---|---|---|---|';

function rowOf(kind: string, can: Capabilities): string {
  const { restart, restartFrom, verbs = [], lacks } = can;
  const cells = [
    `\`${kind}\``,
    can.live ? 'reported' : 'read again',
    yes(can.cancel) + (can.cancelNotes?.running?.includes('goes on') ? ', marks only' : ''),
    yes(can.kill),
    yes(can.start),
    restart === undefined ? (can.start ? 'by a start' : 'no') : restart === true ? 'yes' : 'in place',
    restartFrom === undefined ? 'no' : restartFrom.loses === undefined ? 'as a new run' : 'in place',
    verbs.map(({ id, loses }) => (loses === undefined ? id : `${id} (in place)`)).join(', ') || '–',
    lacks ? lacks.fields.join(' ') : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function yes(can: boolean): string {
  return can ? 'yes' : 'no';
}
