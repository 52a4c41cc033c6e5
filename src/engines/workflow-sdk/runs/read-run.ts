import { join } from 'node:path';
import type { RunInclude } from '../../../contract/run-store.ts';
import { memo } from '../../../model/memo.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import { newestMessages, type RunSummary } from '../../../model/run.ts';
import type { RunDetails } from '../../kit/define-store.ts';
import type { PayloadOptions, Signal } from '../../kit/run-source.ts';
import type { Work } from '../../kit/work-items.ts';
import { folders } from '../files/data-files.ts';
import { type LargeFiles, type LargeOptions, readRunMembers } from '../files/large-files.ts';
import type { OpenItems } from '../files/open-items.ts';
import { ifPresent, type Members, type StepRecord, toRunError } from '../files/records.ts';
import type { RunParts } from '../files/run-parts.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import { toItems } from './run-items.ts';
import type { WorkflowRow } from './run-status.ts';
import { type createSummarizer, findFailedStep } from './run-summary.ts';
import { modelsOf, readModelUses, sumModelUses } from './step-usage.ts';
import { createStreamLogs } from './stream-logs.ts';

type Sources = ReturnType<typeof createSummarizer> & {
  readonly folder: string;
  readonly large: LargeFiles;
  readonly open: OpenItems;
  readonly parts: RunParts;
};

type Options = { readonly include?: RunInclude } & Signal;

export function createRunReader({ folder, large, open, parts, addSteps, toSummary }: Sources) {
  const streamLogs = createStreamLogs(folder);
  /** Events before steps: the engine writes them the other way round, so no step is missing. */
  const readParts = memo(async ({ file: { id } }: WorkflowRow, { include, signal }: Options) => {
    const events = await parts.events(id, signal);
    const payloads = { withPayloads: include !== undefined, isLazy: include?.lazyPayloads };
    return { events, steps: await parts.steps(id, { ...payloads, signal }) };
  });

  async function readMembers({ file }: WorkflowRow, options: LargeOptions) {
    if (file.problem !== undefined) return { members: {}, error: file.problem };
    const members = await readRunMembers(join(folder, folders.runs, file.name), large, options);
    const [input, output, error] = ['input', 'output', 'error'].map(name =>
      decodeWorkflowPayload(members[name]),
    );
    return { members, ...ifPresent('input', input), ...ifPresent('output', output), error };
  }

  return {
    /** What a filter asks for; a run's streams are read only for its log messages. */
    async payloads(row: WorkflowRow, { withLogs = false, signal }: PayloadOptions): Promise<Payloads> {
      const { members, ...payloads } = await readMembers(row, { signal });
      if (!withLogs) return payloads;
      const steps = await parts.steps(row.file.id, { signal });
      return { ...payloads, logs: newestMessages(await streamLogs.read(row.file, { steps, signal })) };
    },
    async details(row: WorkflowRow, { include, signal }: Options): Promise<RunDetails> {
      const { id, name } = row.file;
      const { steps } = await readParts(row, { include, signal });
      const { members, error, ...payloads } = await readMembers(row, {
        isLazy: include?.lazyPayloads,
        signal,
      });
      const uses = await readModelUses(steps, signal);
      addSteps(row, steps, modelsOf(uses));
      const { input: _input, output: _output, error: _error, ...rest } = members;
      const [waits, hooks] = [await open.sleepsOf(id, signal), open.hooksOf(id)];
      const openWaits = waits.length === 0 ? undefined : waits.map(wait => wait.members);
      const openHooks = hooks.length === 0 ? undefined : hooks.map(hook => withoutPayload(hook.members));
      return {
        ...payloads,
        ...ifPresent('error', errorOf(row, steps, error)),
        usage: sumModelUses(uses),
        raw: {
          ...rest,
          ...ifPresent('openWaits', openWaits),
          ...ifPresent('openHooks', openHooks),
          file: name,
        },
      };
    },
    async work(row: WorkflowRow, options: Options): Promise<Work> {
      const { id } = row.file;
      const { signal, include } = options;
      const { steps, events } = await readParts(row, options);
      const sleeps = await open.sleepsOf(id, signal);
      const run: RunSummary = toSummary(row);
      return {
        items: await toItems({ run, steps, events, sleeps }),
        logs: include ? [] : await streamLogs.read(row.file, { steps, signal }),
        attributes: {
          'workflow.name': row.file.record.workflowName,
          ...ifPresent('error', run.errorSummary?.message),
        },
      };
    },
  };
}

function errorOf({ file }: WorkflowRow, steps: readonly StepRecord[], value: unknown): RunDetails['error'] {
  const { problem, record } = file;
  if (problem !== undefined) return { value: problem, name: 'UnreadableFile', message: problem };
  if (!record.error) return undefined;
  return {
    ...toRunError(record.error, value),
    ...ifPresent('stepId', findFailedStep(steps, record.error)?.id),
  };
}

function withoutPayload({ metadata: _metadata, ...hook }: Members): Members {
  return hook;
}
