import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { type SpanText, tracesLine } from '../../engines/otlp/otlp-text.ts';
import { type Block, longestBlock } from '../longest-block.ts';
import { measureInTurn, timeOf } from '../measure.ts';
import { compareRow, formatMs, formatNumber, formatSpread, longestBlockMs } from '../row.ts';
import type { Topic } from '../topic.ts';

const spans = 100_000;
const spansOfARun = 50;
const spansOfALine = 512;
const rounds = 5;

export const otlpTopic: Topic = {
  name: 'otlp',
  async measure({ folder }) {
    const path = join(folder, 'bench-traces.jsonl');
    writeFileSync(path, fileText());
    let block: Block = { ms: 0, cpuMs: 0 };
    const { page, parse, again } = await measureInTurn(rounds, {
      page: () => {
        const time = timeOf(async () => {
          block = await longestBlock(async () => {
            const store = await open(path);
            await readPage(store);
            await store.close();
          });
        });
        return time;
      },
      parse: () =>
        timeOf(() => {
          const lines = readFileSync(path, 'utf8').trim().split('\n');
          if (lines.map(line => JSON.parse(line)).length === 0) throw new Error('there are no lines');
        }),
      again: async () => {
        const store = await open(path);
        await readPage(store);
        const ms = await timeOf(() => readPage(store));
        await store.close();
        return ms;
      },
    });
    const what = `OpenTelemetry file of ${formatNumber(spans)} spans`;
    return [
      compareRow({
        what: `${what}: opened, to its first page`,
        values: page,
        floor: { name: 'JSON.parse of its lines', values: parse },
      }),
      { what: `${what}: the first page again`, figure: formatSpread(again), samples: again.length },
      {
        what: `${what}: longest block of the screen's thread meanwhile`,
        figure: formatMs(block.cpuMs),
        bar: `<= ${longestBlockMs.once} ms`,
        isMet: block.cpuMs <= longestBlockMs.once,
        samples: 1,
      },
    ];
  },
};

function open(path: string): Promise<RunStore> {
  const target = { name: 'bench', kind: 'otlp', location: path, reason: 'argument' };
  return openOtlpStore({ place: path, target });
}

async function readPage(store: RunStore): Promise<void> {
  const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 50, now: Date.now() });
  if (page.runs.length !== 50) throw new Error(`a page of ${page.runs.length} runs`);
}

/** Runs of fifty spans each, their roots last, in lines as an exporter of batches writes them. */
function fileText(): string {
  const lines: string[] = [];
  let batch: SpanText[] = [];
  for (let n = 0; n < spans; n += 1) {
    batch.push(spanOf(Math.floor(n / spansOfARun), n % spansOfARun));
    if (batch.length < spansOfALine && n < spans - 1) continue;
    lines.push(tracesLine(batch));
    batch = [];
  }
  return lines.join('');
}

function spanOf(run: number, at: number): SpanText {
  const isRoot = at === spansOfARun - 1;
  const from = run * 100 + at;
  return {
    trace: run.toString(16).padStart(32, 'c'),
    id: isRoot ? `r${run}` : `${run}.${at}`,
    from,
    to: from + 5,
    name: isRoot ? 'run' : `step ${at % 7}`,
    ...(isRoot ? {} : { parent: `r${run}` }),
    attributes: isRoot
      ? { 'workflow.run.id': `run_${run}`, 'workflow.name': `flow-${run % 9}` }
      : {
          'http.request.method': 'GET',
          'url.full': `https://example.com/${at}`,
          'thread.id': 1,
          'code.function.name': 'work',
        },
  };
}
