import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { measureInTurn, median, p95, timeOf } from '../measure.ts';
import { compareRow, formatMs, formatNumber, type Row } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import { timeRawInserts } from '../stores/raw-inserts.ts';
import { timeToEnd } from '../terminal/time-to-end.ts';
import type { Topic } from '../topic.ts';

const runs = 20_000;
const atATime = 100;
const rounds = 5;
const readEveryMs = 20;
const program = fileURLToPath(new URL('../programs/record-runs.ts', import.meta.url));
const builtRecorder = new URL('../../../dist/recorder.js', import.meta.url).href;

export const recorderTopic: Topic = {
  name: 'recorder',
  async measure({ options, folder }) {
    const recorded: number[] = [];
    const indexed: number[] = [];
    const raw: number[] = [];
    const pages: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const place = join(folder, `recorded-${round}`);
      mkdirSync(place);
      const path = join(place, 'runs.db');
      const measured = await recordBesideReader(path);
      recorded.push(perSecond(measured.recordedMs));
      indexed.push(perSecond(measured.indexedMs));
      pages.push(...measured.pages);
      raw.push(perSecond(timeRawInserts(path, join(place, 'raw.db'))));
    }
    return [
      speedRow('recorder: whole runs a second beside a reader', recorded, raw, 5_000),
      speedRow('recorder: whole runs a second, text indexed', indexed, raw, 2_500),
      {
        what: 'the reader beside it: newest page of 50',
        figure: `${formatMs(median(pages))} (p95 ${formatMs(p95(pages))})`,
        samples: pages.length,
      },
      await loadingRow(options.starts),
    ];
  },
};

/** What a program pays that only imports the recorder. */
async function loadingRow(starts: number): Promise<Row> {
  const load = (script: string) =>
    timeToEnd({ file: process.execPath, args: ['--input-type=module', '-e', script] }, () => true);
  const { idle, loaded } = await measureInTurn(starts, {
    idle: () => load(''),
    loaded: () => load(`import ${JSON.stringify(builtRecorder)}`),
  });
  const floor = { name: 'an empty module', values: idle };
  return compareRow({ what: 'recorder: imported, to exit', values: loaded, floor, times: 1.5 });
}

function perSecond(ms: number): number {
  return (runs / ms) * 1_000;
}

function speedRow(what: string, values: readonly number[], raw: readonly number[], atLeast: number): Row {
  return {
    what,
    figure: formatNumber(median(values)),
    floor: `raw inserts of the same rows: ${formatNumber(median(raw))}`,
    ratio: median(raw) / median(values),
    bar: `>= ${formatNumber(atLeast)}`,
    isMet: median(values) >= atLeast,
    samples: values.length,
  };
}

async function recordBesideReader(path: string) {
  const child = spawn(process.execPath, [program, path, String(runs), String(atATime)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  const ended = new AbortController();
  const code = new Promise(resolve => child.on('close', resolve)).finally(() => ended.abort());
  const pages = await readUntil(ended.signal, path);
  if ((await code) !== 0) throw new Error(`the recording program ended with ${await code}`);
  const { recordedMs, indexedMs }: Record<string, number | undefined> = JSON.parse(output);
  if (recordedMs === undefined || indexedMs === undefined) throw new Error(`no times in ${output}`);
  return { recordedMs, indexedMs, pages };
}

/** Reads the newest page again and again; the first ones may find no store yet. */
async function readUntil(ended: AbortSignal, path: string): Promise<readonly number[]> {
  const pages: number[] = [];
  let store: Awaited<ReturnType<typeof openForBench>> | undefined;
  while (!ended.aborted) {
    await delay(readEveryMs);
    store ??= await openForBench(path).catch(() => undefined);
    const opened = store;
    if (!opened) continue;
    const options = { sort: newestFirst, limit: 50, now: Date.now() };
    pages.push(await timeOf(() => opened.listRuns(emptyQuery, options)));
  }
  await store?.close();
  return pages;
}
