import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openWorkflowStore } from '../../../src/engines/workflow-sdk/open-workflow-store.ts';
import { quickFolder } from '../../quick-folder.ts';

/**
 * A data folder that is written by hand, in the form that `@workflow/world-local` 4.4.1 writes: for what the
 * real engine cannot be made to do when a test wants it.
 */
export type DataFolder = {
  readonly path: string;
  readonly write: (name: string, content: object | string | Buffer) => void;
  readonly run: (id: string, members?: object) => void;
  readonly step: (runId: string, id: string, members?: object) => void;
  readonly events: (runId: string, events: readonly WrittenEvent[]) => void;
  readonly open: (scanRows?: number) => Promise<RunStore>;
  readonly remove: () => void;
};

/** Type, ms after `startedAt`, what it is about, and its data. */
export type WrittenEvent = readonly [type: string, afterMs: number, about?: string, data?: object];

export const startedAt = Date.parse('2026-11-24T22:29:34.000Z');

export function createDataFolder(): DataFolder {
  const path = mkdtempSync(join(quickFolder(), 'runlens-workflow-data-'));
  let events = 0;
  const made = new Set<string>();
  const write: DataFolder['write'] = (name, content) => {
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    const folder = dirname(join(path, name));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(join(path, name), isText ? content : JSON.stringify(content, undefined, 2));
  };
  mkdirSync(join(path, 'runs'));
  return {
    path,
    write,
    run: (id, members = {}) => write(`runs/${id}.json`, { ...finishedRun(id), ...members }),
    step: (runId, id, members = {}) =>
      write(`steps/${runId}-${id}.json`, { ...finishedStep(runId, id), ...members }),
    events: (runId, all) => {
      for (const [eventType, afterMs, correlationId, eventData] of all) {
        events += 1;
        const eventId = `evnt_${ulid(startedAt, events)}`;
        const createdAt = time(afterMs);
        write(`events/${runId}-${eventId}.json`, {
          eventType,
          correlationId,
          eventData,
          createdAt,
          runId,
          eventId,
          specVersion: 3,
        });
      }
    },
    open: (scanRows = 1_000_000) =>
      openWorkflowStore({
        folder: path,
        target: { name: 'test', kind: 'workflow-sdk', location: path, reason: 'test' },
        scanBudget: { ms: 60_000, rows: scanRows },
        pollMs: 20,
      }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function finishedRun(runId: string): object {
  return {
    runId,
    deploymentId: 'dpl_test',
    workflowName: 'workflow//./src/orders//takeOrder',
    specVersion: 3,
    input: encoded('[[1],"a"]'),
    output: encoded('["done"]'),
    status: 'completed',
    createdAt: time(2),
    startedAt: time(5),
    completedAt: time(1_000),
    updatedAt: time(1_000),
  };
}

function finishedStep(runId: string, stepId: string): object {
  return {
    runId,
    stepId,
    stepName: 'step//./src/orders//charge',
    status: 'completed',
    attempt: 1,
    input: encoded('[{"args":1,"closureVars":-1,"thisVal":-1},[2],"a"]'),
    output: encoded('["charged"]'),
    createdAt: time(10),
    startedAt: time(20),
    completedAt: time(100),
    updatedAt: time(100),
    specVersion: 3,
  };
}

export function encoded(text: string, format = 'devl'): object {
  return { __type: 'Uint8Array', data: Buffer.from(format + text).toString('base64') };
}

export function time(afterMs: number): string {
  return new Date(startedAt + afterMs).toISOString();
}

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID of a time, with a number in place of chance. */
export function ulid(at: number, number: number): string {
  return inDigits(at, 10) + inDigits(number, 16);
}

function inDigits(value: number, length: number): string {
  let text = '';
  for (let left = value; text.length < length; left = Math.floor(left / 32))
    text = digits.charAt(left % 32) + text;
  return text;
}

export function runId(number: number, at = startedAt + number): string {
  return `wrun_${ulid(at, number)}`;
}
