import type { Sort } from '../../contract/lists/sort.ts';
import { toSummaryJson } from '../../model/report/run-json.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Context } from '../context/context.ts';
import type { ListShape } from './print-list.ts';

type ListedRun = RunSummary & { readonly failureId?: string };

export function runShape(target: string, context: Context, sort?: Sort): ListShape<ListedRun> {
  const now = context.now();
  return {
    toJson: run => ({ ...toSummaryJson(run, now), failureId: run.failureId }),
    tsv: [
      'id',
      'kind',
      'name',
      'status',
      'createdAt',
      'startedAt',
      'finishedAt',
      'durationMs',
      'costUsd',
      'trigger',
      'actor',
      'project',
      'error',
      'target',
      'cause',
    ],
    tsvValues: {
      trigger: json => member(json.trigger, 'label'),
      error: json => member(json.errorSummary, 'message'),
      cause: json => wordsOf(member(json.errorSummary, 'cause') ?? json.errorSummary),
    },
    table: async runs => {
      const { runTable } = await import('./run-text-table.ts');
      return runTable(runs, target, context, sort);
    },
  };
}

function wordsOf(error: unknown): unknown {
  return member(error, 'message') || member(error, 'name');
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
