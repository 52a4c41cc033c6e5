import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/contract/run-events.ts';
import { fieldConverter, recordedAgain, recordedOnce } from '../../src/model/run-fields.ts';
import { runEventSchema } from '../../src/protocol/run-event-schema.ts';
import { toRunEventText } from '../../src/protocol/run-event-text.ts';
import { runSummarySchema } from '../../src/protocol/run-schema.ts';
import { toWireSummary } from '../../src/protocol/to-wire-run.ts';
import { wholeSummary } from '../model/whole-summary.ts';

const run = wholeSummary();

describe('a run on the wire', () => {
  it('keeps every field that the API sends', () => {
    const { target, statusLabel, strandedBy, wakeAt, changedAt, ...sent } = run;
    const json: unknown = JSON.parse(JSON.stringify(toWireSummary(run)));
    expect(v.parse(runSummarySchema, json)).toEqual(sent);
  });

  it('keeps every field that recorders write', () => {
    const recorded = fieldConverter([...recordedOnce, ...recordedAgain], {})(run);
    const event: RunEvent = { ...recorded, type: 'run-created', status: 'a word of its own' };
    expect(v.parse(runEventSchema, JSON.parse(toRunEventText(event)))).toEqual(event);
  });

  it('leaves out numbers and times that JSON has no form for', () => {
    const odd = { ...run, costUsd: Number.NaN, stepCount: Number.POSITIVE_INFINITY, queuedAt: Number.NaN };
    expect(toWireSummary(odd)).toMatchObject({
      costUsd: undefined,
      stepCount: undefined,
      queuedAt: undefined,
    });
    const event = { type: 'run-changed', id: 'r', queuedAt: Number.POSITIVE_INFINITY, costUsd: 1 } as const;
    expect(JSON.parse(toRunEventText(event))).toEqual({ type: 'run-changed', id: 'r', costUsd: 1 });
  });
});
