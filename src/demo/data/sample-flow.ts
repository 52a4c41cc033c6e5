import type { RunKind, Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { toTrigger } from '../../recorder/run/run-options.ts';
import type { FailureKind, FailureName } from './failure-kinds.ts';

/** An external call of a step, recorded as a span inside the step's span. */
export type Call = { readonly name: string; readonly kind: 'http' | 'db' | 'model' | 'file' };

export type FlowStep = {
  readonly name: string;
  readonly type: string;
  readonly typicalMs: number;
  readonly attempts: number;
  readonly calls: readonly Call[];
  readonly failures: readonly FailureName[];
};

export type Flow = {
  readonly name: string;
  readonly kind: RunKind;
  readonly project: string;
  readonly weight: { readonly day: number; readonly night: number };
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly actors: readonly [string, ...string[]];
  readonly steps: readonly [FlowStep, ...FlowStep[]];
  readonly models: readonly string[];
  readonly services: readonly string[];
  readonly failureRate: number;
};

export type SampleAttempt = {
  readonly startAt: number;
  /** Absent while it is running. */
  readonly endAt?: number;
  readonly status: RunStatus;
};

export type SampleStep = {
  readonly step: FlowStep;
  readonly earlier: readonly SampleAttempt[];
  readonly last: SampleAttempt;
};

export type StepFailure = { readonly kind: FailureKind; readonly message: string; readonly step: FlowStep };

export type SampleRun = {
  readonly id: string;
  readonly flow: Flow;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly actor: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly steps: readonly SampleStep[];
  readonly failure?: StepFailure;
};

export const http = (name: string): Call => ({ name, kind: 'http' });
export const db = (name: string): Call => ({ name, kind: 'db' });
export const model = (name: string): Call => ({ name, kind: 'model' });
export const file = (name: string): Call => ({ name, kind: 'file' });

type StepExtras = {
  readonly type?: string;
  readonly attempts?: number;
  readonly failures?: readonly FailureName[];
};

export function step(
  name: string,
  typicalMs: number,
  calls: readonly Call[],
  extras: StepExtras = {},
): FlowStep {
  const { type = 'action', attempts = 1, failures = [] } = extras;
  return { name, type, typicalMs, attempts, calls, failures };
}

export function modelStep(...about: Parameters<typeof step>): FlowStep {
  return { ...step(...about), type: 'model' };
}

export function webhook(name: string): Trigger {
  return toTrigger({ type: 'webhook', name, raw: `POST /hooks/${name}` });
}

export const nightly = toTrigger({ type: 'schedule', name: 'nightly', raw: 'cron 0 2 * * * UTC' });
export const weekly = toTrigger({ type: 'schedule', name: 'weekly', raw: 'cron 0 5 * * 1 UTC' });
export const hourly = toTrigger({ type: 'schedule', name: 'hourly', raw: 'cron 0 * * * * UTC' });
export const inbox = toTrigger({ type: 'poll', name: 'inbox', raw: 'imap support@example.com: 3 new' });
export const crm = toTrigger({ type: 'poll', name: 'crm', raw: 'GET /contacts?changed=1 cursor=88213' });
export const supportTool = toTrigger({ type: 'tool', name: 'support-agent', raw: 'tool refund-approval' });
export const api = toTrigger({ type: 'api', raw: 'POST /v1/runs' });
export const cli = toTrigger({ type: 'cli', raw: 'workflows run --input @input.json' });
export const slack = toTrigger({ type: 'gateway', name: 'slack', raw: 'slack C04TEAM 1718.22' });
export const prompt = toTrigger({ type: 'prompt', label: 'Prompt', raw: 'prompt' });
export const fromTriage = toTrigger({ type: 'workflow', name: 'ticket-triage', raw: 'step draft-reply' });
