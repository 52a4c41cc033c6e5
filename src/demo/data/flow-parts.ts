import type { Trigger } from '../../model/run.ts';
import { toTrigger } from '../../recorder/run/run-options.ts';
import type { FailureName } from './failure-kinds.ts';
import type { Call, FlowStep } from './sample-flow.ts';

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

export function modelStep(
  name: string,
  typicalMs: number,
  calls: readonly Call[],
  extras: StepExtras = {},
): FlowStep {
  return step(name, typicalMs, calls, { type: 'model', ...extras });
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
