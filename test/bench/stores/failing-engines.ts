import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { tracesLine } from '../../engines/otlp/otlp-text.ts';
import { knownFailures } from './known-failures.ts';
import { writeWorkflowData } from './workflow-data.ts';

type OtlpStore = typeof import('../../../src/engines/otlp/open-otlp-store.ts');
type WorkflowStore = typeof import('../../../src/engines/workflow-sdk/open-workflow-store.ts');

/** As built: to start the thread of a store from its sources takes longer than to read its files. */
async function importBuilt<Module>(name: string): Promise<Module> {
  return import(new URL(`../../../dist/${name}`, import.meta.url).href);
}

/** A store of an engine, written for a benchmark, of which every tenth run failed. */
export type FailingEngine = {
  readonly name: string;
  readonly path: string;
  readonly open: () => Promise<RunStore>;
  /** Parses all that the store may have to read, and nothing else. */
  readonly parse: () => void;
};

export const failedEvery = 10;
const runsOfALine = 256;

/** In a folder of their own inside of another one. */
export function makeFailingEngines(within: string, runs: number): readonly FailingEngine[] {
  const folder = mkdtempSync(join(within, 'failing-'));
  const known = knownFailures(runs / failedEvery);
  const failureOf = (at: number) => (at % failedEvery === 0 ? known[at / failedEvery] : undefined);
  return [makeOtlp(folder, runs, failureOf), makeWorkflowSdk(folder, runs, failureOf)];
}

type FailureOf = (at: number) => { readonly message: string; readonly step: string } | undefined;

function makeOtlp(folder: string, runs: number, failureOf: FailureOf): FailingEngine {
  const path = join(folder, 'failing-traces.jsonl');
  const lines: string[] = [];
  for (let from = 0; from < runs; from += runsOfALine) {
    const ats = Array.from({ length: Math.min(runsOfALine, runs - from) }, (_, index) => from + index);
    lines.push(tracesLine(ats.flatMap(at => spansOf(at, failureOf(at)))));
  }
  writeFileSync(path, lines.join(''));
  const target = { name: 'bench', kind: 'otlp', location: path, reason: 'argument' };
  const open = async () => {
    const { openOtlpStore } = await importBuilt<OtlpStore>('otlp-store.js');
    return openOtlpStore({ place: path, target });
  };
  const parse = () => {
    for (const line of readFileSync(path, 'utf8').trim().split('\n')) JSON.parse(line);
  };
  return { name: 'OpenTelemetry file', path, open, parse };
}

function spansOf(run: number, failure: ReturnType<FailureOf>) {
  const trace = run.toString(16).padStart(32, 'c');
  const from = run * 100;
  const ended = failure ? { code: 2, message: failure.message } : {};
  const attributes = { 'workflow.run.id': `run_${run}`, 'workflow.name': `flow-${run % 9}` };
  return [
    {
      trace,
      id: `${run}.1`,
      parent: `r${run}`,
      name: failure?.step ?? 'load',
      from,
      to: from + 40,
      ...ended,
    },
    { trace, id: `r${run}`, name: 'run', from, to: from + 50, attributes, ...ended },
  ];
}

function makeWorkflowSdk(folder: string, runs: number, failureOf: FailureOf): FailingEngine {
  const path = join(folder, 'failing-workflow-data');
  writeWorkflowData(path, runs, Date.now(), at => failureOf(at)?.message);
  const target = { name: 'bench', kind: 'workflow-sdk', location: path, reason: 'argument' };
  const open = async () => {
    const { openWorkflowStore } = await importBuilt<WorkflowStore>('workflow-store.js');
    return openWorkflowStore({ folder: path, target });
  };
  const parse = () => {
    for (const name of globSync('**/*.json', { cwd: path }))
      JSON.parse(readFileSync(join(path, name), 'utf8'));
  };
  return { name: 'Workflow SDK', path, open, parse };
}
